namespace LinuxPatchApi.HostServices.Systemd;

/// <summary>Brings a job together with its result, whichever is known first: a short job is removed before its path is answered.</summary>
internal sealed class JobResults
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, string> _results = new(StringComparer.Ordinal);
    private readonly TaskCompletionSource<string> _result = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private string? _wanted;

    /// <summary>A job was removed with a result.</summary>
    public void OnRemoved(string job, string result)
    {
        lock (_lock)
        {
            _results[job] = result;
            Match();
        }
    }

    /// <summary>The result of one job; to be called once.</summary>
    public Task<string> WaitForAsync(string job)
    {
        lock (_lock)
        {
            _wanted = job;
            Match();
        }

        return _result.Task;
    }

    private void Match()
    {
        if (_wanted is not null && _results.TryGetValue(_wanted, out var result))
        {
            _result.TrySetResult(result);
        }
    }
}
