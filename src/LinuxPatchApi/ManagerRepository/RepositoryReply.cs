using System.Text.Json;
using LinuxPatchApi.Http.Client;

namespace LinuxPatchApi.ManagerRepository;

/// <summary>The manager's answer to a question for its repository, classified. Pure.</summary>
/// <param name="Content">A JSON document, not judged; null with trouble.</param>
internal sealed record RepositoryReply(byte[]? Content, RepositoryTrouble Trouble, string? Reason)
{
    private const string Json = "application/json";

    public static RepositoryReply Of(FetchResult fetched)
    {
        switch (fetched.Outcome)
        {
            case FetchOutcome.Complete:
                break;
            case FetchOutcome.TooLarge or FetchOutcome.Malformed or FetchOutcome.WrongStatus:
                return new RepositoryReply(null, RepositoryTrouble.Refused, fetched.Detail);
            default:
                return new RepositoryReply(null, RepositoryTrouble.Unreachable, fetched.Detail);
        }
        var error = fetched.Status is 400 or 404 ? Error(fetched.Body) : null;
        return fetched.Status switch
        {
            200 => fetched.MediaType == Json
                ? new RepositoryReply(fetched.Body, RepositoryTrouble.None, null)
                : new RepositoryReply(null, RepositoryTrouble.Refused, $"the answer is {fetched.MediaType ?? "of no type"}, not {Json}"),
            404 when error == "repo_not_configured" =>
                new RepositoryReply(null, RepositoryTrouble.NoneForHost, "the manager has no repository configured"),
            400 when error == "unsupported_distro" =>
                new RepositoryReply(null, RepositoryTrouble.NoneForHost, "the manager does not support this distribution"),
            429 or >= 500 => new RepositoryReply(null, RepositoryTrouble.Unreachable, $"the manager answers with status {fetched.Status}"),
            _ => new RepositoryReply(null, RepositoryTrouble.Refused,
                $"the answer has status {fetched.Status}; redirects are not followed"),
        };
    }

    /// <summary>The word in member <c>error</c> or <c>code</c>; null when there is none.</summary>
    private static string? Error(byte[] body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            foreach (var name in (string[])["error", "code"])
            {
                if (document.RootElement.ValueKind == JsonValueKind.Object && document.RootElement.TryGetProperty(name, out var value))
                {
                    return value.ValueKind == JsonValueKind.String ? value.GetString()
                        : value.ValueKind == JsonValueKind.Object && value.TryGetProperty("code", out var code)
                            && code.ValueKind == JsonValueKind.String ? code.GetString()
                        : null;
                }
            }
            return null;
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            return null;
        }
    }
}
