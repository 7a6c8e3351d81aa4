using System.Security.Cryptography.X509Certificates;
using CsCheck;
using LinuxPatchApi.Tls;
using LinuxPatchApi.Tls.Revocation;
using LinuxPatchApi.Tls.Revocation.Parsing;

namespace LinuxPatchApi.Tests.Tls.Revocation;

/// <summary>Which lists are in force: file, download, current state and clock as tables, and invariants over any history.</summary>
public sealed class CrlDecisionTests : IDisposable
{
    private static readonly DateTimeOffset Now = CrlForge.Now;
    private readonly CrlForge _a = new("CN=A");
    private readonly CrlForge _b = new("CN=B");

    public void Dispose()
    {
        _a.Dispose();
        _b.Dispose();
    }

    [Theory]
    [InlineData("-", "1@0", "Newer")]
    [InlineData("1@0", "2@0", "Newer")]
    [InlineData("1@0", "1@0", "Same")]
    [InlineData("2@0", "1@0", "Older")]
    [InlineData("2@0", "2@-1", "Older")]
    [InlineData("2@0", "!", "Older")]
    [InlineData("2@-1", "1@0", "Mixed")]
    [InlineData("-", "!", "Same")]
    public void Lists_compare_by_date_and_number(string inPlace, string coming, string order) =>
        Assert.Equal(order, CrlDecision.Compare(State(inPlace).Lists, State(coming).Lists).ToString());

    /// <summary>
    /// A list is written NUMBER@DAY of issuer A: the day of its this-update, overdue after 7 days; today is day 0. "-" is no file, "!" an
    /// invalid one.
    /// </summary>
    [Theory]
    [InlineData("-", "-", "-", null, "Missing", "-")]
    [InlineData("-", "!", "-", null, "Invalid", "-")]
    [InlineData("-", "1@0", "-", null, "Valid", "1@0")]
    [InlineData("-", "1@-8", "-", null, "Expired", "1@-8")]
    [InlineData("-", "-", "2@0", null, "Valid", "2@0")]
    [InlineData("-", "1@-1", "2@0", null, "Valid", "2@0")]
    [InlineData("-", "3@0", "2@-1", null, "Valid", "3@0")]
    [InlineData("-", "!", "2@0", null, "Degraded", "2@0")]
    [InlineData("-", "1@0", "!", null, "Degraded", "1@0")]
    [InlineData("2@0", "2@0", "-", null, "Valid", "2@0")]
    [InlineData("2@0", "-", "-", null, "Degraded", "2@0")]
    [InlineData("2@0", "!", "-", null, "Degraded", "2@0")]
    [InlineData("2@0", "1@-1", "-", null, "Degraded", "2@0")]
    [InlineData("2@0", "1@-1", "2@0", null, "Valid", "2@0")]
    [InlineData("2@0", "3@1", "-", null, "Valid", "3@1")]
    [InlineData("2@0", "3@-1", "-", null, "Degraded", "2@0")]
    [InlineData("2@0", "1@1", "-", null, "Degraded", "2@0")]
    [InlineData("2@0", "?@1", "-", null, "Degraded", "2@0")]
    [InlineData("?@0", "1@1", "-", null, "Valid", "1@1")]
    [InlineData("2@-8", "-", "-", null, "Expired", "2@-8")]
    [InlineData("2@0", "2@0", "2@0", "refused", "Degraded", "2@0")]
    [InlineData("-", "-", "-", "refused", "Missing", "-")]
    public void Newest_list_is_in_force_and_the_state_says_how_the_files_stand(
        string former, string file, string copy, string? complaint, string status, string inForce)
    {
        var before = former == "-" ? null : new CrlState(CrlStatus.Valid, null, State(former).Lists);

        var after = CrlDecision.Decide(before, new CrlSources(State(file), State(copy)), complaint, _a.Authorities);

        Assert.Equal(status, after.StatusAt(Now).ToString());
        Assert.Equal(inForce == "-" ? [] : [inForce], after.Lists.Select(Name));
        Assert.Equal(status == "Valid", after.DegradedReasonAt(Now) is null);
    }

    [Theory]
    [InlineData("-", "1@0", "Newer")]
    [InlineData("1@-9", "2@-8", "Newer")]
    [InlineData("1@0", "1@0", "Same")]
    [InlineData("1@-1", "1@0", "Newer")]
    [InlineData("2@0", "1@0", "Refused")]
    [InlineData("2@0", "3@-1", "Refused")]
    [InlineData("2@-1", "1@0", "Refused")]
    [InlineData("2@-1", "?@0", "Refused")]
    [InlineData("?@-1", "?@0", "Newer")]
    [InlineData("1@0", "!", "Refused")]
    [InlineData("-", "!", "Refused")]
    public void Download_is_taken_only_when_it_is_verified_and_not_older(string inForce, string download, string outcome)
    {
        var judged = CrlDecision.Judge(State(inForce), State(download));
        Assert.Equal(outcome, judged.Outcome.ToString());
        Assert.Equal(outcome == "Refused", judged.Reason is not null);
    }

    [Fact]
    public void Issuers_do_not_stand_in_for_each_other()
    {
        var both = Valid(List(_a, "5@0"), List(_b, "9@0"));
        var after = CrlDecision.Decide(
            both, new CrlSources(Valid(List(_b, "10@0")), CrlState.None), null, [_a.Authority, _b.Authority]);
        Assert.Equal(["5@0", "10@0"], after.Lists.Select(Name));
        Assert.Contains("no longer has a list of a CA", after.Reason, StringComparison.Ordinal);
        Assert.Equal(["10@0"], CrlDecision.Decide(after, new CrlSources(Valid(List(_b, "10@0")), CrlState.None), null, _b.Authorities)
            .Lists.Select(Name));
    }

    /// <summary>Any history of files, copies and downloads of one issuer in any order.</summary>
    [Fact]
    public void Number_and_date_never_go_back() =>
        Gen.Select(Gen.Int[0, 3], Gen.Int[-1, 4], Gen.Int[-3, 1]).Array[1, 40].Sample(events =>
        {
            (var inForce, var disk) = (CrlState.None, new CrlSources(CrlState.None, CrlState.None));
            foreach ((var kind, var number, var day) in events)
            {
                var next = number == 4 ? State(day == 0 ? "!" : "-") : State($"{(number < 0 ? "?" : number)}@{day}");
                var before = inForce.Lists.SingleOrDefault();
                if (kind < 3)
                {
                    disk = kind == 0 ? disk with { Copy = next } : disk with { File = next };
                }
                else if (CrlDecision.Judge(inForce, next).Outcome != CrlDownloadOutcome.Refused)
                {
                    disk = disk with { Copy = next };
                }
                inForce = CrlDecision.Decide(inForce, disk, null, _a.Authorities);
                var after = inForce.Lists.SingleOrDefault();
                if (before is not null)
                {
                    Assert.NotNull(after);
                    Assert.True(after.ThisUpdate >= before.ThisUpdate);
                    Assert.True(before.Number is null || (after.Number is not null && CrlNumber.Compare(after.Number, before.Number) >= 0));
                }
            }
        }, iter: 2000);

    private static CrlState Valid(params IssuerRevocations[] lists) => new(CrlStatus.Valid, null, lists);

    private CrlState State(string text) => text switch
    {
        "-" => new CrlState(CrlStatus.Missing, "the file does not exist", []),
        "!" => new CrlState(CrlStatus.Invalid, "damaged", []) { IsDamaged = true },
        _ => Valid(List(_a, text)),
    };

    private static IssuerRevocations List(CrlForge authority, string text)
    {
        var parts = text.Split('@');
        var issued = Now.AddDays(int.Parse(parts[1], System.Globalization.CultureInfo.InvariantCulture));
        var number = parts[0] == "?" ? null : CrlNumber.Of(ulong.Parse(parts[0], System.Globalization.CultureInfo.InvariantCulture));
        return new IssuerRevocations(
            authority.Authority.SubjectName.RawData, IssuerRevocations.KeyOf(authority.Authority), number, issued, issued.AddDays(7),
            new SerialSet(default, []));
    }

    private static string Name(IssuerRevocations list) => $"{list.Number?.ToString() ?? "?"}@{(list.ThisUpdate - Now).Days}";
}
