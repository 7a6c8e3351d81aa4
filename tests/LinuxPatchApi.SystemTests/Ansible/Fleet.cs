using LinuxPatchApi.SystemTests.Support;

namespace LinuxPatchApi.SystemTests.Ansible;

/// <summary>Three hosts whose agents have certificates of one authority, and a controller that is their client.</summary>
public sealed class Fleet : IAsyncLifetime
{
    private const string Pki = "/root/pki";
    private const string Certificates = "/etc/linux_patch_api/certs";

    /// <summary>The first host, whose authority is that of all.</summary>
    private readonly AgentHost _first = new();

    private readonly List<Sandbox> _others = [];

    internal Controller Controller { get; } = new();

    internal IReadOnlyList<Sandbox> Hosts => [_first.Sandbox, .. _others];

    public async ValueTask InitializeAsync()
    {
        await _first.InitializeAsync();
        await Task.WhenAll(AddAsync("second"), AddAsync("third"));
        _others.Sort((one, other) => string.CompareOrdinal(one.Name, other.Name));
        await Controller.InstallAsync();
        var own = Directory.CreateDirectory(Path.Combine(Controller.Folder, ".config/linux-patch-api")).FullName;
        foreach (var file in (string[])["ca.pem", "client.pem", "client.key.pem"])
        {
            File.Copy(Path.Combine(_first.Sandbox.ClientFiles, file), Path.Combine(own, file));
        }

        await Controller.WriteAsync("hosts.txt", string.Concat(Hosts.Select(h => h.Address + "\n")));
        await Controller.WriteAsync("web.agents.yml", "plugin: linux_patch_api.agent.hosts\nfile: hosts.txt\n");
    }

    public async ValueTask DisposeAsync()
    {
        await Task.WhenAll(_others.Select(o => o.DownAsync()));
        await _first.DisposeAsync();
        Directory.Delete(Controller.Folder, recursive: true);
    }

    internal AgentClient ClientOf(Sandbox host) => new(host.Address, _first.Identity);

    private async Task AddAsync(string name)
    {
        var host = await Sandbox.UpAsync($"sys{Environment.ProcessId}-{name}");
        lock (_others)
        {
            _others.Add(host);
        }

        await host.InstallAgentAsync(TestBed.Package());
        await _first.Sandbox.ShAsync($"linux-patch-api pki issue --directory {Pki} --server --name {name} --ip {host.Address}");
        foreach (var (from, to) in new[]
            { ("ca.pem", "ca.pem"), ("crl.pem", "crl.pem"), (name + ".pem", "server.pem"), (name + ".key.pem", "server.key.pem") })
        {
            File.Copy($"{_first.Sandbox.Root}{Pki}/{from}", $"{host.Root}{Certificates}/{to}", overwrite: true);
        }

        await host.WriteAsync("/etc/linux_patch_api/config.yaml", _first.Configuration);
        await host.ShAsync("systemctl start linux-patch-api.service");
        using var client = ClientOf(host);
        await Eventually.AsWantedAsync("an answer of the agent", () => client.GetAsync("/health"), a => a.Status == 200);
    }
}
