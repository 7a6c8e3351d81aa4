using System.Text.Json.Serialization;

namespace LinuxPatchApi.Operations.PackageChanges.Requests;

/// <summary>The journal's form of what package changes were asked for. Names and nulls as the journal's options say.</summary>
[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(InstallRequest))]
[JsonSerializable(typeof(UpdateRequest))]
[JsonSerializable(typeof(RemoveRequest))]
[JsonSerializable(typeof(ApplyRequest))]
[JsonSerializable(typeof(RollbackRequest))]
internal sealed partial class PackageChangeJson : JsonSerializerContext;
