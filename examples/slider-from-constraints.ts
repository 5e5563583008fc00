// A form that knows its limits: ranges, defaults, units and meanings come from the contract, none is typed by hand.
import { VideoConfig, VoiceConfig } from "metastudio-video/constraints";

const { speed } = VoiceConfig.properties;
console.log(`<input type="range" name="speed" min="${speed.minimum}" max="${speed.maximum}" value="${speed.default}"> ${speed.unit}`);

const { codec } = VideoConfig.properties;
for (const [value, meaning] of Object.entries(codec.enum)) {
  console.log(`<option value="${value}"${value === codec.default ? " selected" : ""}>${value}: ${meaning}</option>`);
}
