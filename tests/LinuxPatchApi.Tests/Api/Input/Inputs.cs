using System.Text;
using LinuxPatchApi.Api.Answers;
using LinuxPatchApi.Api.Input;
using LinuxPatchApi.Http.Parsing;

namespace LinuxPatchApi.Tests.Api.Input;

/// <summary>Bodies and queries as sent by clients.</summary>
internal static class Inputs
{
    public static BodyObject Body(string json)
    {
        var (body, failure) = JsonBody.Parse(Encoding.UTF8.GetBytes(json));
        Assert.Null(failure);
        return body!;
    }

    /// <summary>Code and field of the refusal of a body; null when it is accepted.</summary>
    public static string? Refusal(string json) => Refusal(Encoding.UTF8.GetBytes(json));

    public static string? Refusal(byte[] json) =>
        JsonBody.Parse(json).Failure is ApiAnswer.Error error ? ApiReasonTable.Of(error.Reason).Code : null;

    public static string? Message(byte[] json) => (JsonBody.Parse(json).Failure as ApiAnswer.Error)?.Message;

    public static QueryObject Query(string query)
    {
        var parsed = QueryString.Parse(Encoding.ASCII.GetBytes(query), out _);
        Assert.NotNull(parsed);
        return new QueryObject(parsed);
    }

    public static string? Text(InputFailure? failure) =>
        failure is null ? null : $"{ApiReasonTable.Of(failure.Reason).Code} {failure.Field}";
}
