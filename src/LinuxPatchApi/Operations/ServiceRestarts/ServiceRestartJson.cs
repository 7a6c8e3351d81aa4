using System.Text.Json.Serialization;

namespace LinuxPatchApi.Operations.ServiceRestarts;

/// <summary>The journal's form of what restarts were asked for.</summary>
[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(ServiceRestartRequest))]
internal sealed partial class ServiceRestartJson : JsonSerializerContext;
