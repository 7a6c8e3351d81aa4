using System.Diagnostics;
using System.Text;

namespace LinuxPatchApi.Http.Tests.Tls.OpenSsl;

/// <summary>The real <c>openssl</c> program; its output is read while it runs.</summary>
internal sealed class OpenSslProcess : IDisposable
{
    /// <summary>For a program that hangs; normally none runs for a second.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly StringBuilder _output = new();
    private readonly StringBuilder _errors = new();
    private readonly Task _reading;
    private TaskCompletionSource _more = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private OpenSslProcess(Process process)
    {
        _process = process;
        _reading = Task.WhenAll(ReadAsync(process.StandardOutput, _output), ReadAsync(process.StandardError, _errors));
    }

    /// <summary>The output so far, then the errors: each by itself, for they come in pieces that end within lines.</summary>
    public string Output
    {
        get
        {
            lock (_output)
            {
                return $"{_output}\n{_errors}";
            }
        }
    }

    public static OpenSslProcess Start(string directory, params IEnumerable<string> arguments) =>
        new(Process.Start(new ProcessStartInfo("openssl", arguments)
        {
            WorkingDirectory = directory,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            // The distribution's own configuration must not decide what the client can offer.
            Environment = { ["OPENSSL_CONF"] = "/dev/null" },
        })!);

    /// <summary>Runs to the end; throws with the output when it fails.</summary>
    public static async Task<string> RunAsync(string directory, params IEnumerable<string> arguments)
    {
        using var process = Start(directory, arguments);
        process._process.StandardInput.Close();
        var (exit, output) = await process.EndAsync();
        return exit == 0 ? output : throw new InvalidOperationException($"openssl {string.Join(' ', arguments)}: exit {exit}\n{output}");
    }

    public async Task WriteAsync(string text)
    {
        try
        {
            await _process.StandardInput.WriteAsync(text);
            await _process.StandardInput.FlushAsync();
        }
        catch (IOException)
        {
            // It has ended already; its output says why.
        }
    }

    /// <summary>Waits until the output contains a text, or the program has ended. True when it does. What openssl writes to standard
    /// output comes at its end only; messages on standard error come at once.</summary>
    public async Task<bool> SeesAsync(string text)
    {
        while (true)
        {
            var more = Volatile.Read(ref _more).Task;
            if (Output.Contains(text, StringComparison.Ordinal))
            {
                return true;
            }
            if (_reading.IsCompleted)
            {
                return Output.Contains(text, StringComparison.Ordinal);
            }
            await Task.WhenAny(more, _reading).WaitAsync(Patience);
        }
    }

    /// <summary>Waits for its end.</summary>
    public async Task<(int Exit, string Output)> EndAsync()
    {
        await _process.WaitForExitAsync().WaitAsync(Patience);
        await _reading.WaitAsync(Patience);
        return (_process.ExitCode, Output);
    }

    public void Dispose()
    {
        try
        {
            _process.Kill();
        }
        catch (InvalidOperationException)
        {
            // It has ended.
        }
        _process.Dispose();
    }

    private async Task ReadAsync(StreamReader reader, StringBuilder text)
    {
        var buffer = new char[4096];
        int count;
        while ((count = await reader.ReadAsync(buffer)) > 0)
        {
            lock (_output)
            {
                text.Append(buffer, 0, count);
            }
            Interlocked.Exchange(ref _more, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();
        }
    }
}
