using System.Text;
using LinuxPatchApi.Packages.Families.Deb.Control;
using LinuxPatchApi.Packages.Families.Deb.Database;
using LinuxPatchApi.Packages.Model;

namespace LinuxPatchApi.Tests.Packages.Families.Deb.Database;

public sealed class DpkgRecordTests
{
    /// <summary>Every want, flag and state of dpkg has its place; what is not installed is in no list.</summary>
    [Theory]
    [InlineData("install ok installed", "Installed", false, false, false)]
    [InlineData("hold ok installed", "Installed", true, false, false)]
    [InlineData("Install OK Installed", "Installed", false, false, false)]
    [InlineData("install  ok\tinstalled", "Installed", false, false, false)]
    [InlineData("deinstall ok installed", "Installed", false, false, false)]
    [InlineData("purge ok half-configured", "HalfConfigured", false, false, true)]
    [InlineData("unknown ok installed", "Installed", false, false, false)]
    [InlineData("install ok half-installed", "HalfInstalled", false, false, true)]
    [InlineData("install reinstreq half-installed", "HalfInstalled", false, true, true)]
    [InlineData("install reinstreq installed", "Installed", false, true, true)]
    [InlineData("install ok unpacked", "Unpacked", false, false, true)]
    [InlineData("install ok half-configured", "HalfConfigured", false, false, true)]
    [InlineData("install ok triggers-awaited", "TriggersAwaited", false, false, false)]
    [InlineData("install ok triggers-pending", "TriggersPending", false, false, false)]
    [InlineData("deinstall ok config-files", null, false, false, false)]
    [InlineData("purge ok not-installed", null, false, false, false)]
    public void Every_state_of_dpkg_has_its_place(string status, string? state, bool held, bool reinstall, bool broken)
    {
        var triggers = status.Contains("awaited", StringComparison.Ordinal) ? "Triggers-Awaited: q\n"
            : status.Contains("pending", StringComparison.Ordinal) ? "Triggers-Pending: q\n" : "";
        var paragraph = new ControlParagraph(Bytes(
            $"Package: p\nStatus: {status}\nSection: net\nInstalled-Size: 12\nArchitecture: amd64\nVersion: 1:2-3\n"
            + $"{triggers}Description: d\n"));
        var package = DpkgInstalledSource.Package(DpkgRecord.Read(paragraph), paragraph);
        Assert.Equal(state, package?.State.ToString());
        if (package is not null)
        {
            Assert.Equal(("p", "amd64", "1:2-3", "d", "net", 12 * 1024L),
                (package.Name, package.Architecture, package.Version, package.Summary, package.Section, package.SizeBytes));
            Assert.Equal((held, reinstall, broken), (package.Held, package.ReinstallRequired, package.IsBroken));
            Assert.Equal(status.StartsWith("deinstall", StringComparison.Ordinal) || status.StartsWith("purge", StringComparison.Ordinal),
                package.RemovalWanted);
        }
    }

    [Fact]
    public void Package_that_was_interrupted_while_first_unpacked_has_no_version_and_is_told()
    {
        var paragraph = new ControlParagraph("Package: p\nStatus: install ok half-installed\nArchitecture: amd64\n"u8);
        var package = DpkgInstalledSource.Package(DpkgRecord.Read(paragraph), paragraph);
        Assert.Equal("p (half-installed)", package!.DisplayText);
    }

    /// <summary>Each was shown to dpkg 1.21.22, which refuses its whole database for it.</summary>
    [Theory]
    [InlineData("Package: p\nStatus: install ok installd\nVersion: 1\n", "Status")]
    [InlineData("Package: p\nStatus: instal ok installed\nVersion: 1\n", "Status")]
    [InlineData("Package: p\nStatus: install hold installed\nVersion: 1\n", "Status")]
    [InlineData("Package: p\nStatus: install ok installed extra\nVersion: 1\n", "Status")]
    [InlineData("Package: p\nStatus: install ok\nVersion: 1\n", "Status")]
    [InlineData("Package: p\nStatus:\nVersion: 1\n", "Status")]
    [InlineData("Package: p\nStatus: install ok installed\n", "no Version")]
    [InlineData("Package: p\nStatus: install ok unpacked\n", "no Version")]
    [InlineData("Package: p\nStatus: install ok installed\nVersion: -3\n", "no version")]
    [InlineData("Package: p\nStatus: install ok installed\nVersion: \n", "ersion")]
    [InlineData("Status: install ok installed\nVersion: 1\n", "no Package")]
    [InlineData("Package: p q\nStatus: install ok installed\nVersion: 1\n", "no name")]
    [InlineData("Package: p\nPackage: p\nStatus: install ok installed\nVersion: 1\n", "twice")]
    [InlineData("Package: p\nStatus: install ok installed\nVersion: 1\nfoo\n", "no field")]
    [InlineData("\tPackage: p\n", "continuation")]
    [InlineData("#padding\n#padding\n", "no field")]
    [InlineData("Package: p\nStatus: install ok installed\n\0\0\0\0: x\nVersion: 1\n", "no field")]
    [InlineData("Package: p\nStatus: install ok triggers-pending\nVersion: 1\n", "pending")]
    [InlineData("Package: p\nStatus: install ok triggers-awaited\nVersion: 1\n", "awaits")]
    [InlineData("Package: p\nStatus: install ok installed\nVersion: 1\nTriggers-Pending: q\n", "pending")]
    public void Case50_What_dpkg_refuses_is_refused_with_the_rule(string text, string rule)
    {
        var problem = Assert.Throws<InvalidDataException>(() => DpkgRecord.Read(new ControlParagraph(Bytes(text.TrimEnd('\n')))));
        Assert.Contains(rule, problem.Message, StringComparison.Ordinal);
    }

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);
}
