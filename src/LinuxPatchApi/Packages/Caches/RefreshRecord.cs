using System.Text.Json;
using System.Text.Json.Serialization;
using LinuxPatchApi.Files;
using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Packages.Model;
using LinuxPatchApi.Wire;

namespace LinuxPatchApi.Packages.Caches;

/// <summary>How the last refresh ended, for the agent's next life: else nobody could say why it failed until the next one has.</summary>
/// <param name="Code">The wire's word; null when it did not fail.</param>
/// <param name="EndedAt">With or without a failure; null when there was none.</param>
/// <param name="RefreshedAt">When one ended without a failure.</param>
internal sealed record RefreshRecord(
    string? Code, string? Message, bool Retryable, bool Offline, DateTimeOffset? EndedAt, DateTimeOffset? RefreshedAt)
{
    [JsonIgnore]
    public PackageFailure? Failure => Message is not null && JobSpelling.ErrorCodes.TryParse(Code, out var code)
        ? new PackageFailure(code, Message, Retryable) { Cause = Offline ? FailureCause.Offline : FailureCause.None }
        : null;

    public static RefreshRecord Of(PackageFailure? failure, DateTimeOffset? endedAt, DateTimeOffset? refreshedAt) => new(
        failure is null ? null : JobSpelling.ErrorCodes.Of(failure.Code),
        failure is null ? null : OneLine.Cut(failure.Message, PackageLimits.RefreshWords, mark: ""),
        failure is { Retryable: true },
        failure is { Cause: FailureCause.Offline },
        endedAt,
        refreshedAt);
}

/// <summary>The file of it.</summary>
/// <param name="write">Replaces a file in one step.</param>
internal sealed partial class RefreshFile(string path, Action<string, ReadOnlySpan<byte>> write)
{
    /// <summary>Null when there is none, or none that can be read: the next refresh makes one.</summary>
    public RefreshRecord? Read()
    {
        try
        {
            return new FileInfo(path) is { Exists: true, Length: <= PackageLimits.RefreshRecordBytes }
                ? JsonSerializer.Deserialize(RegularFile.ReadAllBytes(path), RefreshJson.Default.RefreshRecord)
                : null;
        }
        catch (Exception e) when (e is IOException or JsonException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    public void Write(RefreshRecord record)
    {
        try
        {
            write(path, JsonSerializer.SerializeToUtf8Bytes(record, RefreshJson.Default.RefreshRecord));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The journal reports a disk that is full; this is known again after the next refresh.
        }
    }

    [JsonSourceGenerationOptions(
        PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, GenerationMode = JsonSourceGenerationMode.Metadata)]
    [JsonSerializable(typeof(RefreshRecord))]
    private sealed partial class RefreshJson : JsonSerializerContext;
}
