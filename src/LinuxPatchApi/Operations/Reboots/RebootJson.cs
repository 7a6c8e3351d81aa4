using System.Text.Json.Serialization;

namespace LinuxPatchApi.Operations.Reboots;

/// <summary>The journal's form of what reboots were asked for.</summary>
[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(RebootRequest))]
internal sealed partial class RebootJson : JsonSerializerContext;
