using System.Text.Json.Serialization;
using LinuxPatchApi.Wire;

namespace LinuxPatchApi.Audit;

/// <summary>One line of the audit log: who asked for what, and what was answered.</summary>
/// <param name="Code">The error code of the answer; null on success.</param>
internal sealed record AuditEntry(
    DateTimeOffset Time,
    Guid RequestId,
    string Subject,
    string Serial,
    string Fingerprint,
    string Address,
    string Method,
    string Path,
    int Status,
    string? Code);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, GenerationMode = JsonSourceGenerationMode.Metadata, Converters = [typeof(UtcTime)])]
[JsonSerializable(typeof(AuditEntry))]
internal sealed partial class AuditJson : JsonSerializerContext;
