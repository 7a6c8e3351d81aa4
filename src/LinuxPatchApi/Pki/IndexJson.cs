using System.Text.Json.Serialization;

namespace LinuxPatchApi.Pki;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(IndexEntry))]
internal sealed partial class IndexJson : JsonSerializerContext;
