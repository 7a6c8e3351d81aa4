namespace LinuxPatchApi.HostServices.Systemd;

/// <summary>
/// Matches a job with its result, whichever comes first: a short job may be removed before systemd answers with its path.
/// </summary>
internal sealed class JobResults
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, string> _results = new(StringComparer.Ordinal);
    private readonly TaskCompletionSource<string> _result = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private string? _wanted;

    /// <summary>Called when systemd has removed a job.</summary>
    public void OnRemoved(string job, string result)
    {
        lock (_lock)
        {
            _results[job] = result;
            Match();
        }
    }

    /// <summary>Waits for the result of one job. Call once.</summary>
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
