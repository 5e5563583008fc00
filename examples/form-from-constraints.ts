// Generates form fields from the contract: ranges, defaults, units and descriptions of enum values.
import { VideoConfig, VoiceConfig } from "metastudio-video/constraints";

const { speed } = VoiceConfig.properties;
console.log(`<input type="range" name="speed" min="${speed.minimum}" max="${speed.maximum}" value="${speed.default}"> ${speed.unit}`);

const { codec } = VideoConfig.properties;
for (const [value, description] of Object.entries(codec.enum)) {
  console.log(`<option value="${value}"${value === codec.default ? " selected" : ""}>${value}: ${description}</option>`);
}
