using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Packages.Engines;
using LinuxPatchApi.Packages.Families;
using LinuxPatchApi.Packages.Planning;

namespace LinuxPatchApi.Tests.Packages.Families;

/// <summary>What holds for every family. Each inherits it and brings its own material.</summary>
public abstract class FamilyConformance
{
    private protected abstract IPackageFamily Family { get; }

    /// <summary>The engines that stand behind this family, each with the versions that were measured.</summary>
    private protected abstract IReadOnlyList<EngineInfo> Engines { get; }

    /// <summary>Versions from old to new.</summary>
    private protected abstract IReadOnlyList<string> Ascending { get; }

    private protected static EngineInfo Engine(string packageManager, Version version) => new("packagekit", packageManager, version, Offline: false);

    [Fact]
    public void The_table_knows_the_family() => Assert.Contains(Family, FamilyTable.All);

    [Fact]
    public void Every_engine_leads_back_to_the_family() =>
        Assert.All(Engines, engine => Assert.Same(Family, FamilyTable.OfEngine(engine.PackageManager)));

    [Fact]
    public void Versions_are_ordered_from_old_to_new()
    {
        for (var i = 0; i < Ascending.Count; i++)
        {
            for (var j = 0; j < Ascending.Count; j++)
            {
                Assert.Equal((Ascending[i], Ascending[j], i.CompareTo(j)), (Ascending[i], Ascending[j], Math.Sign(Family.VersionOrder.Compare(Ascending[i], Ascending[j]))));
            }
        }
    }

    [Fact]
    public void A_version_of_null_has_an_order()
    {
        Assert.Equal(0, Family.VersionOrder.Compare(null, null));
        Assert.True(Family.VersionOrder.Compare(null, "1") < 0);
        Assert.True(Family.VersionOrder.Compare("1", null) > 0);
    }

    [Theory]
    [InlineData("bash")]
    [InlineData("libstdc++6")]
    [InlineData("python3.11")]
    [InlineData("xorg-x11-server-1.2_b")]
    public void A_bare_name_names_no_architecture(string name)
    {
        Assert.Equal(new PackageSpec(name, null, null), Family.Parse(name));
        Assert.Equal(name, Family.Print(Family.Parse(name)));
    }

    [Fact]
    public void The_neutral_architecture_can_be_named() =>
        Assert.Equal(new PackageSpec("bash", Family.NeutralArchitecture, null), Family.Parse($"bash:{Family.NeutralArchitecture}"));

    [Fact]
    public void The_agent_is_protected_and_an_ordinary_package_is_not()
    {
        Assert.Contains(ProtectedPackages.Agent, Family.Protected);
        Assert.Contains("dbus", Family.Protected);
        Assert.DoesNotContain("vim", Family.Protected);
    }

    [Fact]
    public void Whatever_does_not_work_has_a_reason() => Assert.All(
        Engines.SelectMany(engine => Enum.GetValues<Feature>().Select(feature => Family.Of(feature, engine))),
        capability => Assert.True(capability.IsSupported || capability.Obstacle is { Length: > 10 }));
}
