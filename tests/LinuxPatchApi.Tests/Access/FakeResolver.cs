using System.Collections.Concurrent;
using System.Net;
using System.Threading.Channels;
using LinuxPatchApi.Access;

namespace LinuxPatchApi.Tests.Access;

internal sealed class FakeResolver : IHostResolver
{
    private readonly ConcurrentDictionary<string, HostAnswer> _answers = new();
    private readonly Channel<bool> _asked = Channel.CreateUnbounded<bool>();

    public void Answer(string name, params string[] addresses) =>
        _answers[name] = new HostAnswer([.. addresses.Select(IPAddress.Parse)], null);

    public void Answer(string name, TimeSpan lifetime, params string[] addresses) =>
        _answers[name] = new HostAnswer([.. addresses.Select(IPAddress.Parse)], null, lifetime);

    public void Remove(string name) => _answers[name] = new HostAnswer([], "the name does not exist", IsGone: true);

    public void Fail(string name) => _answers.TryRemove(name, out _);

    public Task<bool> AskedAsync() => _asked.Reader.ReadAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(10));

    public Task<HostAnswer> ResolveAsync(string name, CancellationToken cancellation)
    {
        _asked.Writer.TryWrite(true);
        return Task.FromResult(_answers.GetValueOrDefault(name) ?? new HostAnswer([], "unknown"));
    }
}
