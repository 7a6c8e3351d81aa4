using System.Text.Json.Serialization;

namespace LinuxPatchApi.Operations.Repairs;

/// <summary>The journal's form of what repairs were asked for.</summary>
[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(RepairRequest))]
internal sealed partial class RepairJson : JsonSerializerContext;
