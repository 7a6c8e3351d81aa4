using LinuxPatchApi.Checks;
using LinuxPatchApi.Packages.Checks;
using LinuxPatchApi.Packages.Families;
using LinuxPatchApi.Packages.Families.Alpm;
using LinuxPatchApi.Packages.Families.Deb.Database;
using LinuxPatchApi.Packages.Model;
using LinuxPatchApi.Packages.Repositories;

namespace LinuxPatchApi.Tests.Packages.Checks;

public sealed class RepositoryKeysCheckTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 8, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Where_nothing_is_known_of_any_key_nothing_is_said() =>
        Assert.Null(RepositoryKeysCheck.Judge([Repository("a", null)], [], Now, DebTerms.Instance));

    [Fact]
    public void Forecast_names_the_first_key_to_expire_and_the_first_index()
    {
        var check = Judge(
            DebTerms.Instance, [Repository("late", Now.AddDays(9)), Repository("soon", Now.AddDays(7))],
            Key("never", null), Key("year", Now.AddDays(365)), Key("half", Now.AddDays(180)));
        Assert.Equal(CheckStatus.Ok, check.Status);
        Assert.Equal("the first key to expire is that of half, at 2026-09-04T12:00:00Z; "
            + "without a refresh the first index is refused at 2026-03-15T12:00:00Z, soon", check.Seen);
    }

    [Theory]
    [InlineData(31, false)]
    [InlineData(30, true)]
    [InlineData(0, true)]
    public void From_thirty_days_before_its_end_a_key_is_a_warning(int days, bool isWarning) =>
        Assert.Equal(
            isWarning ? CheckStatus.Warning : CheckStatus.Ok,
            Judge(DebTerms.Instance, [], Key("one", Now.AddDays(days))).Status);

    [Fact]
    public void What_happens_then_is_said_as_surely_as_the_package_manager_does_it()
    {
        Assert.Equal(["one: its key AB expired at 2026-03-08T12:00:00Z, and its index is refused"],
            Judge(DebTerms.Instance, [], Key("one", Now)).Reasons);
        var check = Judge(AlpmTerms.Instance, [], Key("/ring", Now.AddDays(1)));
        Assert.Equal(["/ring: its key AB expires at 2026-03-09T12:00:00Z; then what it signs may be refused"], check.Reasons);
        Assert.StartsWith("update the distribution's package of keys", check.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public void Key_that_verifies_nothing_is_told_with_its_reason()
    {
        var check = Judge(
            DebTerms.Instance, [], new NamedKey("one", new RepositoryKey("AB", null, "is revoked by its owner, or cannot sign")),
            new NamedKey("two", new RepositoryKey(null, null, "/k.gpg: it is empty")));
        Assert.Equal(["one: its key AB is revoked by its owner, or cannot sign; and 1 more repositories"], check.Reasons);
        Assert.Contains("two: its key cannot be read: /k.gpg: it is empty", check.Problem, StringComparison.Ordinal);
    }

    private static CheckResult Judge(PackageTerms terms, IReadOnlyList<RepositoryState> known, params NamedKey[] keys) =>
        RepositoryKeysCheck.Judge(known, keys, Now, terms)!;

    private static NamedKey Key(string name, DateTimeOffset? until) => new(name, new RepositoryKey("AB", until, null));

    private static RepositoryState Repository(string name, DateTimeOffset? until) =>
        new(name, new ReleaseFacts(null, null, null, null, null, until, null), HasIndex: true, RefreshedAt: null, []);
}
