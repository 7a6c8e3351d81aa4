using System.Text.Json.Serialization;
using LinuxPatchApi.Jobs.Model;

namespace LinuxPatchApi.Tests.Api.Idempotency;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(IdempotencyTag))]
internal sealed partial class OldTags : JsonSerializerContext;
