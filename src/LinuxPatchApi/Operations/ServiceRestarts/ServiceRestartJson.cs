using System.Text.Json.Serialization;

namespace LinuxPatchApi.Operations.ServiceRestarts;

/// <summary>The journal's format of restart requests.</summary>
[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(ServiceRestartRequest))]
internal sealed partial class ServiceRestartJson : JsonSerializerContext;
