using System.Text;
using System.Text.Json;
using LinuxPatchApi.Api.Answers;
using LinuxPatchApi.Api.Routing;
using LinuxPatchApi.Configuration.Sections;
using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Jobs.Store;

namespace LinuxPatchApi.Api.Idempotency;

/// <summary>
/// Repeats the first answer to a key instead of executing the request again. Concurrent requests with one key run one after the other. A
/// key belongs to one certificate, not to its names, which two certificates may share (contract section 11). A renewed certificate is
/// another client.
/// </summary>
internal sealed class IdempotencyGate(JobStore jobs, AnswerStore answers)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<(string Client, string Key), Turn> _turns = [];

    /// <summary>Keys whose requests run or wait.</summary>
    public int Busy
    {
        get
        {
            lock (_lock)
            {
                return _turns.Count;
            }
        }
    }

    /// <summary>Runs the handler of the route, or repeats its first answer.</summary>
    public async ValueTask<ApiAnswer?> AnswerAsync(ApiRequest request, ApiRoute route, CancellationToken cancellationToken)
    {
        var headers = request.Http.Headers;
        if (headers.CountOf(IdempotencyRules.Header) == 0)
        {
            return await route.Handler(request, cancellationToken);
        }

        if (headers.CountOf(IdempotencyRules.Header) > 1
            || headers.Get(IdempotencyRules.Header) is not { } key || !IdempotencyRules.IsKey(key))
        {
            return ApiAnswer.RefuseField(
                ApiReason.InvalidRequest, IdempotencyRules.Header, $"{IdempotencyRules.Header}: {IdempotencyRules.Rule}");
        }

        var body = await request.Http.ReadBodyAsync(cancellationToken);
        if (!body.IsComplete)
        {
            return null;
        }

        var digest = IdempotencyRules.Digest(request.Http.Method, request.Http.RawTarget, body.Bytes.Span);
        var tag = new IdempotencyTag(request.Http.Client.FingerprintSha256, key, digest, AccessRoles.WireName(route.Role));
        var turn = Enter((request.Http.Client.FingerprintSha256, key));
        var hasTurn = false;
        try
        {
            // Inside: a client that disconnects while it waits must leave, too.
            await turn.Gate.WaitAsync(cancellationToken);
            hasTurn = true;
            if (request.Forbidden() is { } forbidden)
            {
                return forbidden; // It has waited for another request with this key.
            }

            request = request with { Role = request.RoleNow?.Invoke() ?? request.Role };
            return Repeat(tag, request) ?? Store(tag, request, await route.Handler(request with { Idempotency = tag }, cancellationToken));
        }
        finally
        {
            if (hasTurn)
            {
                turn.Gate.Release();
            }

            Leave((request.Http.Client.FingerprintSha256, key), turn);
        }
    }

    private ApiAnswer? Repeat(IdempotencyTag tag, in ApiRequest request)
    {
        var (client, role) = (request.Http.Client.FingerprintSha256, request.Role);
        var job = jobs.FindByKey(client, tag.Key, IdempotencyRules.Retention);
        var first = job is { Idempotency: { } known, Accepted: { } accepted }
            ? new RepeatedAnswer(known.Digest, 202, accepted, known.Role)
            : jobs.FindAnswer(client, tag.Key, IdempotencyRules.Retention) is { } stored
            ? new RepeatedAnswer(stored.Tag.Digest, stored.Status, stored.Data, stored.Tag.Role)
            : answers.Find(client, tag.Key);
        return first switch
        {
            null => null,
            _ when first.Digest != tag.Digest => Reused(job?.Id),
            _ when RequiredRole(first) is var required && role < required => ApiAnswer.Forbid(required, role),
            _ => new ApiAnswer.Data(
                first.Status, writer => writer.WriteRawValue(first.Data, skipInputValidation: true))
            { JobId = job?.Id },
        };
    }

    /// <param name="job">The job that the key's first request created; null when it created none.</param>
    private static ApiAnswer.Error Reused(Guid? job)
    {
        const string Why = "this key was used for another request in the last 24 hours";
        return job is not { } id
            ? new ApiAnswer.Error(ApiReason.IdempotencyKeyReused, Why, null)
            : new ApiAnswer.Error(ApiReason.IdempotencyKeyReused, $"{Why}; it created the job {id}", writer =>
            {
                writer.WriteStartObject();
                writer.WriteString("job_id"u8, id);
                writer.WriteEndObject();
            });
    }

    /// <summary>The client may have lost the role since the first answer. An answer without a recorded role requires the highest.</summary>
    private static AccessRole RequiredRole(RepeatedAnswer first) => AccessRoles.Parse(first.Role ?? "") ?? AccessRole.Admin;

    /// <summary>Stores an answer. Refusals and plans are not stored: nothing was changed, and the client may want to retry.</summary>
    private ApiAnswer? Store(IdempotencyTag tag, in ApiRequest request, ApiAnswer? answer)
    {
        var client = request.Http.Client.FingerprintSha256;
        if (answer is not ApiAnswer.Data { IsPlan: false } data
            || jobs.FindByKey(client, tag.Key, IdempotencyRules.Retention) is not null
            || jobs.FindAnswer(client, tag.Key, IdempotencyRules.Retention) is not null)
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
            var json = Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length);
            answers.Add(client, tag.Key, new RepeatedAnswer(tag.Digest, data.Status, json, tag.Role));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The change has taken effect. A repetition would execute it again, which is harmless for these requests.
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
