using System.Text.Json.Serialization;

namespace LinuxPatchApi.Operations.Reboots;

/// <summary>The journal's format of reboot requests.</summary>
[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(RebootRequest))]
internal sealed partial class RebootJson : JsonSerializerContext;
