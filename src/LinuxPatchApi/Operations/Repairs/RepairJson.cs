using System.Text.Json.Serialization;

namespace LinuxPatchApi.Operations.Repairs;

/// <summary>The journal's format of repair requests.</summary>
[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(RepairRequest))]
internal sealed partial class RepairJson : JsonSerializerContext;
