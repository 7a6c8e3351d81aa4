using System.Security.Cryptography.X509Certificates;

namespace LinuxPatchApi.SystemTests.Support;

/// <summary>A booted container with the packaged agent in it, for the tests of one class.</summary>
public class AgentHost : IAsyncLifetime
{
    /// <summary>Containers at once. Origin: two cores.</summary>
    private static readonly SemaphoreSlim Places = new(2, 2);
    private static int _count;
    private bool _hasPlace;

    /// <summary>More than any test asks for, so that only the test of the limit meets it.</summary>
    protected const string WideLimits = """
        rate_limit:
          destructive_per_minute: 100000
          destructive_burst: 100000
          read_per_minute: 100000
          read_burst: 100000

        """;

    internal Sandbox Sandbox { get; private set; } = null!;

    internal AgentClient Client { get; private set; } = null!;

    internal ClientIdentity Identity { get; private set; } = null!;

    /// <summary>The agent's configuration file.</summary>
    public virtual string Configuration => WideLimits + """
        server:
          bind: ["0.0.0.0", "::"]
        """;

    /// <summary>The package to install.</summary>
    private protected virtual string PackageFile => TestBed.Package();

    /// <summary>Of <c>sandbox up</c>.</summary>
    private protected virtual string[] Options => [];

    public async ValueTask InitializeAsync()
    {
        var package = PackageFile;
        await Places.WaitAsync();
        _hasPlace = true;
        try
        {
            Sandbox = await Sandbox.UpAsync($"sys{Environment.ProcessId}-{Interlocked.Increment(ref _count)}", Options);
            await InstallAsync(package);
        }
        catch
        {
            await DisposeAsync();
            throw;
        }
    }

    /// <summary>The starting state again, with a fresh agent and fresh certificates.</summary>
    internal async Task ResetAsync()
    {
        await KeepJournalAsync();
        await Sandbox.ResetAsync();
        await InstallAsync(PackageFile);
    }

    /// <summary>
    /// Restarts the agent and waits for its answer. On a loaded machine systemd now and then drops the connection of a client right after
    /// a reload; a second restart does no harm.
    /// </summary>
    internal async Task RestartAsync()
    {
        await Sandbox.ShAsync("systemctl restart linux-patch-api.service || systemctl restart linux-patch-api.service");
        await AnsweringAsync();
    }

    /// <summary>Until the agent answers again, for instance after a reboot.</summary>
    internal Task AnsweringAsync() =>
        Eventually.AsWantedAsync("an answer of the agent", () => Client.GetAsync("/health"), a => a.Status == 200);

    public virtual async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        try
        {
            Client?.Dispose();
            if (Sandbox is not null)
            {
                await KeepJournalAsync();
                await Sandbox.DownAsync();
            }
        }
        finally
        {
            if (_hasPlace)
            {
                _hasPlace = false;
                Places.Release();
            }
        }
    }

    /// <summary>The client of another identity or from another address; the caller disposes of it.</summary>
    internal AgentClient ClientAs(ClientIdentity identity, System.Net.IPAddress? from = null) => new(Sandbox.Address, identity, from);

    /// <summary>A certificate by the sandbox's authority, or by another one in that directory of the container.</summary>
    internal async Task<ClientIdentity> IssueAsync(string name, string directory = "/root/pki", string use = "--client")
    {
        await Sandbox.ShAsync($"linux-patch-api pki issue --directory {directory} {use} --name {name}");
        var files = Sandbox.Root + directory;
        return Identity with { Own = X509Certificate2.CreateFromPemFile($"{files}/{name}.pem", $"{files}/{name}.key.pem") };
    }

    private protected virtual async Task InstallAsync(string package)
    {
        await Sandbox.InstallAgentAsync(package);
        await ConnectAsync();
    }

    /// <summary>Configures and starts the installed agent, which has its certificates, and makes a client.</summary>
    private protected async Task ConnectAsync()
    {
        Identity = ClientIdentity.Of(Sandbox.ClientFiles);
        Client?.Dispose();
        Client = new AgentClient(Sandbox.Address, Identity);
        await Sandbox.WriteAsync("/etc/linux_patch_api/config.yaml", Configuration);
        await Sandbox.ShAsync("systemctl start linux-patch-api.service");
        await AnsweringAsync();
    }

    /// <summary>What the agent said, for whoever looks into a failure.</summary>
    private async Task KeepJournalAsync()
    {
        var journal = await Sandbox.TryShAsync("journalctl --no-pager -o short-precise");
        await File.AppendAllTextAsync(Path.Combine(TestBed.Results, $"{GetType().Name}-{Sandbox.Name}.journal"), journal.Text);
    }
}
