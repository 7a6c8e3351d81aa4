using System.Text;
using System.Text.Json;
using LinuxPatchApi.Api.Answers;
using LinuxPatchApi.Jobs;
using LinuxPatchApi.Jobs.Model;

namespace LinuxPatchApi.Api.Idempotency;

/// <summary>
/// Repeats the first answer to a key instead of doing the work again. Two requests with one key at the same time wait for each other.
/// </summary>
internal sealed class IdempotencyGate(JobStore jobs, AnswerStore answers)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<(string Subject, string Key), Turn> _turns = [];

    /// <summary>Runs <paramref name="handler"/>, or answers for it.</summary>
    public async ValueTask<ApiAnswer?> AnswerAsync(ApiRequest request, ApiHandler handler, CancellationToken cancellationToken)
    {
        var headers = request.Http.Headers;
        if (headers.CountOf(IdempotencyRules.Header) == 0)
        {
            return await handler(request, cancellationToken).ConfigureAwait(false);
        }

        if (headers.CountOf(IdempotencyRules.Header) > 1 || headers.Get(IdempotencyRules.Header) is not { } key || !IdempotencyRules.IsKey(key))
        {
            return ApiAnswer.RefuseField(ApiReason.InvalidRequest, IdempotencyRules.Header, $"{IdempotencyRules.Header}: {IdempotencyRules.Rule}");
        }

        var body = await request.Http.ReadBodyAsync(cancellationToken).ConfigureAwait(false);
        if (!body.IsComplete)
        {
            return null;
        }

        var digest = IdempotencyRules.Digest(request.Http.Method, request.Http.RawTarget, body.Bytes.Span);
        var tag = new IdempotencyTag(request.Http.Client.Subject, key, digest);
        var turn = Enter((tag.Subject, key));
        await turn.Gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return Repeat(tag) ?? Keep(tag, await handler(request with { Idempotency = tag }, cancellationToken).ConfigureAwait(false));
        }
        finally
        {
            turn.Gate.Release();
            Leave((tag.Subject, key), turn);
        }
    }

    private ApiAnswer? Repeat(IdempotencyTag tag)
    {
        var job = jobs.FindByKey(tag.Subject, tag.Key, IdempotencyRules.Kept);
        var first = job is { Idempotency: { } known, Accepted: { } accepted }
            ? new RepeatedAnswer(known.Digest, 202, accepted)
            : jobs.FindAnswer(tag.Subject, tag.Key, IdempotencyRules.Kept) is { } kept ? new RepeatedAnswer(kept.Tag.Digest, kept.Status, kept.Data)
            : answers.Find(tag.Subject, tag.Key);
        return first switch
        {
            null => null,
            _ when first.Digest != tag.Digest => ApiAnswer.Refuse(ApiReason.IdempotencyKeyReused, "this key was used for another request in the last 24 hours"),
            _ => new ApiAnswer.Data(first.Status, writer => writer.WriteRawValue(first.Data, skipInputValidation: true)) { JobId = job?.Id },
        };
    }

    /// <summary>Refusals are not kept: nothing was done, and the client may well repeat them.</summary>
    private ApiAnswer? Keep(IdempotencyTag tag, ApiAnswer? answer)
    {
        if (answer is not ApiAnswer.Data data || jobs.FindByKey(tag.Subject, tag.Key, IdempotencyRules.Kept) is not null
            || jobs.FindAnswer(tag.Subject, tag.Key, IdempotencyRules.Kept) is not null)
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
            answers.Add(tag.Subject, tag.Key, new RepeatedAnswer(tag.Digest, data.Status, Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length)));
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
