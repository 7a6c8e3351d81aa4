using System.Text;
using System.Text.Json;
using LinuxPatchApi.Api.Answers;
using LinuxPatchApi.Configuration.Sections;
using LinuxPatchApi.Jobs;
using LinuxPatchApi.Jobs.Model;

namespace LinuxPatchApi.Api.Idempotency;

/// <summary>
/// Repeats the first answer to a key instead of doing the work again. Two requests with one key at the same time wait for each other. A key belongs
/// to one certificate, never to its names: two certificates may share those (contract section 11). A renewed certificate is another client.
/// </summary>
internal sealed class IdempotencyGate(JobStore jobs, AnswerStore answers)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<(string Client, string Key), Turn> _turns = [];

    /// <summary>Runs the route's handler, or answers for it.</summary>
    public async ValueTask<ApiAnswer?> AnswerAsync(ApiRequest request, ApiRoute route, CancellationToken cancellationToken)
    {
        var headers = request.Http.Headers;
        if (headers.CountOf(IdempotencyRules.Header) == 0)
        {
            return await route.Handler(request, cancellationToken);
        }

        if (headers.CountOf(IdempotencyRules.Header) > 1 || headers.Get(IdempotencyRules.Header) is not { } key || !IdempotencyRules.IsKey(key))
        {
            return ApiAnswer.RefuseField(ApiReason.InvalidRequest, IdempotencyRules.Header, $"{IdempotencyRules.Header}: {IdempotencyRules.Rule}");
        }

        var body = await request.Http.ReadBodyAsync(cancellationToken);
        if (!body.IsComplete)
        {
            return null;
        }

        var digest = IdempotencyRules.Digest(request.Http.Method, request.Http.RawTarget, body.Bytes.Span);
        var tag = new IdempotencyTag(request.Http.Client.FingerprintSha256, key, digest, AccessRoles.WireName(route.Role));
        var turn = Enter((request.Http.Client.FingerprintSha256, key));
        await turn.Gate.WaitAsync(cancellationToken);
        try
        {
            return Repeat(tag, request) ?? Keep(tag, request, await route.Handler(request with { Idempotency = tag }, cancellationToken));
        }
        finally
        {
            turn.Gate.Release();
            Leave((request.Http.Client.FingerprintSha256, key), turn);
        }
    }

    private ApiAnswer? Repeat(IdempotencyTag tag, in ApiRequest request)
    {
        var (client, role) = (request.Http.Client.FingerprintSha256, request.Role);
        var job = jobs.FindByKey(client, tag.Key, IdempotencyRules.Kept);
        var first = job is { Idempotency: { } known, Accepted: { } accepted }
            ? new RepeatedAnswer(known.Digest, 202, accepted, known.Role)
            : jobs.FindAnswer(client, tag.Key, IdempotencyRules.Kept) is { } kept ? new RepeatedAnswer(kept.Tag.Digest, kept.Status, kept.Data, kept.Tag.Role)
            : answers.Find(client, tag.Key);
        return first switch
        {
            null => null,
            _ when first.Digest != tag.Digest => ApiAnswer.Refuse(ApiReason.IdempotencyKeyReused, "this key was used for another request in the last 24 hours"),
            _ when Needed(first) is var needed && role < needed => ApiAnswer.Forbid(needed, role),
            _ => new ApiAnswer.Data(first.Status, writer => writer.WriteRawValue(first.Data, skipInputValidation: true)) { JobId = job?.Id },
        };
    }

    /// <summary>The role may have been taken away since. What does not say which it needed needs the highest.</summary>
    private static AccessRole Needed(RepeatedAnswer first) => AccessRoles.Parse(first.Role ?? "") ?? AccessRole.Admin;

    /// <summary>Refusals and plans are not kept: nothing was done, and the client may well repeat them.</summary>
    private ApiAnswer? Keep(IdempotencyTag tag, in ApiRequest request, ApiAnswer? answer)
    {
        var client = request.Http.Client.FingerprintSha256;
        if (answer is not ApiAnswer.Data { IsPlan: false } data || jobs.FindByKey(client, tag.Key, IdempotencyRules.Kept) is not null
            || jobs.FindAnswer(client, tag.Key, IdempotencyRules.Kept) is not null)
        {
            return answer;
        }

        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            data.Write(writer);
        }

        try
        {
            answers.Add(client, tag.Key, new RepeatedAnswer(tag.Digest, data.Status, Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length), tag.Role));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // What was done is done; a repetition does it again, which these requests bear.
        }

        return answer;
    }

    private Turn Enter((string, string) key)
    {
        lock (_lock)
        {
            if (!_turns.TryGetValue(key, out var turn))
            {
                _turns[key] = turn = new Turn();
            }

            turn.Users++;
            return turn;
        }
    }

    private void Leave((string, string) key, Turn turn)
    {
        lock (_lock)
        {
            if (--turn.Users == 0)
            {
                _turns.Remove(key);
            }
        }
    }

    private sealed class Turn
    {
        public SemaphoreSlim Gate { get; } = new(1, 1);

        public int Users { get; set; }
    }
}
