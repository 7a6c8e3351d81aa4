using System.Text.Json.Serialization;

namespace LinuxPatchApi.Operations.PackageChanges.Requests;

/// <summary>The journal's format of package change requests. Naming and nulls follow the journal's options.</summary>
[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(InstallRequest))]
[JsonSerializable(typeof(UpdateRequest))]
[JsonSerializable(typeof(SelfUpdateRequest))]
[JsonSerializable(typeof(RemoveRequest))]
[JsonSerializable(typeof(ApplyRequest))]
[JsonSerializable(typeof(RollbackRequest))]
internal sealed partial class PackageChangeJson : JsonSerializerContext;
