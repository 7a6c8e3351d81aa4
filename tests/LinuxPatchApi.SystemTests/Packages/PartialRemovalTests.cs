using LinuxPatchApi.SystemTests.Jobs;
using LinuxPatchApi.SystemTests.Support;

namespace LinuxPatchApi.SystemTests.Packages;

/// <summary>Packages that are installed in part are removed by name, as repair and doctor advise.</summary>
public sealed class PartialRemovalTests(SlowPackageHost host) : IClassFixture<SlowPackageHost>
{
    /// <summary>Left by dpkg in each of its partial states.</summary>
    [Theory]
    [InlineData("iU", "Depends: part-nothing", "", "dpkg -i /root/part.deb")]
    [InlineData("iF", "", "postinst:exit 1", "dpkg -i /root/part.deb")]
    [InlineData("rH", "", "postrm:test -e /etc/part-mended", "dpkg -i /root/part.deb && dpkg -r part")]
    [InlineData("rF", "", "prerm:test -e /etc/part-mended", "dpkg -i /root/part.deb && dpkg -r part")]
    public async Task Case01_A_package_in_a_partial_state_is_removed_by_name(string state, string field, string script, string how)
    {
        await host.Sandbox.ShAsync(
            $$"""
            rm -rf /root/part /etc/part-mended; mkdir -p /root/part/DEBIAN
            printf 'Package: part\nVersion: 1.0\nArchitecture: all\nMaintainer: x <x@example.org>\nDescription: part\n' \
                >/root/part/DEBIAN/control
            [ -z '{{field}}' ] || echo '{{field}}' >>/root/part/DEBIAN/control
            script='{{script}}'
            if [ -n "$script" ]; then
                printf '#!/bin/sh\n%s\n' "${script#*:}" >/root/part/DEBIAN/${script%%:*}; chmod 755 /root/part/DEBIAN/${script%%:*}
            fi
            dpkg-deb --build /root/part /root/part.deb >/dev/null
            ({{how}}) 2>&1 || true
            dpkg-query -W -f '${db:Status-Abbrev}' part
            touch /etc/part-mended
            """);
        await Eventually.AsWantedAsync(
            "the package", () => host.Client.GetAsync("/api/v1/packages/part"), answer => answer.Status == 200);
        var job = await host.Client.DoneAsync("DELETE", "/api/v1/packages/part");
        Assert.True(job.Text("status") == "completed", state + " " + await host.Sandbox.ShAsync("dpkg -l part | tail -1") + job);
        // A package with a script for its purge leaves its record.
        var left = (await host.Sandbox.ShAsync("dpkg-query -W -f '${db:Status-Abbrev}' part 2>/dev/null || true")).Trim();
        Assert.True(left is "" or "rc", left);
        await host.Sandbox.ShAsync("dpkg --purge part 2>/dev/null || true");
    }
}
