using LinuxPatchApi.SystemTests.Support;

namespace LinuxPatchApi.SystemTests.Installation;

/// <summary>The package for Alpine, by a reader of its own and by tar: apk is not to be had outside of Alpine.</summary>
public sealed class ApkPackageTests
{
    [Fact]
    public async Task It_has_the_agent_with_openrc_and_without_systemd_and_its_scripts_and_is_signed()
    {
        using var apk = await ApkFile.CreateAsync();
        Assert.EndsWith("-r0.apk", apk.Name, StringComparison.Ordinal);
        var said = await ApkFile.CheckAsync(apk.Name, apk.PublicKey);
        Assert.True(said.Exit == 0, said.Text);
        Assert.Contains("control: .PKGINFO .post-install .post-upgrade .pre-deinstall", said.Output, StringComparison.Ordinal);

        var files = (await Command.RunAsync("bsdtar", "-tvf", apk.Name)).Split('\n');
        Assert.StartsWith("-rwxr-xr-x", Line("usr/bin/linux-patch-api"), StringComparison.Ordinal);
        Assert.StartsWith("-rwxr-xr-x", Line("etc/init.d/linux-patch-api"), StringComparison.Ordinal);
        Assert.StartsWith("drwx------", Line("etc/linux_patch_api/certs/"), StringComparison.Ordinal);
        Assert.StartsWith("drwxr-x---", Line("etc/linux_patch_api/"), StringComparison.Ordinal);
        Assert.DoesNotContain(files, f => f.Contains("systemd", StringComparison.Ordinal));

        var info = await Command.RunAsync("bsdtar", "-xOf", apk.Name, ".PKGINFO");
        Assert.All(
            ["pkgname = linux-patch-api", "arch = x86_64", "depend = dbus", "depend = polkit", "depend = apk-polkit-rs", "depend = openrc"],
            line => Assert.Contains(line + "\n", info, StringComparison.Ordinal));
        foreach (var script in (string[])["post-install", "post-upgrade", "pre-deinstall"])
        {
            Assert.Equal(
                await File.ReadAllTextAsync(Path.Combine(TestBed.Repository, "packaging/apk", script)),
                await Command.RunAsync("bsdtar", "-xOf", apk.Name, "." + script));
        }

        string Line(string name) => Assert.Single(files, f => f.EndsWith(' ' + name, StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_same_binary_gives_the_same_bytes()
    {
        using var apk = await ApkFile.CreateAsync();
        var again = await apk.BuildAsync("again");
        Assert.Equal(await File.ReadAllBytesAsync(apk.Name), await File.ReadAllBytesAsync(again));
    }

    [Fact]
    public async Task A_changed_file_and_a_foreign_signature_are_seen()
    {
        using var apk = await ApkFile.CreateAsync();
        using var other = await ApkFile.CreateAsync();
        var foreign = await ApkFile.CheckAsync(apk.Name, other.PublicKey);
        Assert.NotEqual(0, foreign.Exit);
        Assert.Contains("the signature does not fit", foreign.Text, StringComparison.Ordinal);

        var bytes = await File.ReadAllBytesAsync(apk.Name);
        bytes[^9] ^= 1;
        await File.WriteAllBytesAsync(apk.Name, bytes);
        Assert.NotEqual(0, (await ApkFile.CheckAsync(apk.Name, apk.PublicKey)).Exit);
    }
}
