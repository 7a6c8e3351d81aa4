using System.Security.Cryptography;
using LinuxPatchApi.SystemTests.Support;

namespace LinuxPatchApi.SystemTests.Page;

/// <summary>A host that knows three roles; the usual client is the administrator.</summary>
public sealed class PageHost : AgentHost
{
    private string _roles = "";

    public override string Configuration => base.Configuration + _roles;

    internal ClientIdentity Reader { get; private set; } = null!;

    internal string Url => $"https://{Client.Address}:12443/";

    private protected override async Task InstallAsync(string package)
    {
        await base.InstallAsync(package);
        Reader = await IssueAsync("watcher");
        _roles = $"""

            access:
              roles:
                admin: ["fingerprint:{Identity.Own!.GetCertHashString(HashAlgorithmName.SHA256)}"]
                reader: ["subject:CN=watcher"]
            """;
        await Sandbox.WriteAsync("/etc/linux_patch_api/config.yaml", Configuration);
        using var reader = ClientAs(Reader);
        await Eventually.AsWantedAsync(
            "the role of the reader", () => reader.GetAsync("/api/v1"), a => a.Status == 200 && a.Data.Text("role") == "reader");
        await Client.PatchDetailsAsync();
    }
}
