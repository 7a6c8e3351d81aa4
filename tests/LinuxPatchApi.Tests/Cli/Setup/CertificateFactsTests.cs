using LinuxPatchApi.Cli.Setup;

namespace LinuxPatchApi.Tests.Cli.Setup;

/// <summary>What setup does about certificates, by what is there.</summary>
public sealed class CertificateFactsTests
{
    private static readonly CertificateFacts Good = new(true, true, true, 0, false, false, false);

    [Fact]
    public void Good_files_are_kept_and_nothing_is_replaced_without_being_told()
    {
        Assert.Equal(CertificateAction.Keep, Good.Decide());
        Assert.Equal(CertificateAction.Keep, (Good with { HasIssuer = true }).Decide());
        Assert.Equal(CertificateAction.Create, (Good with { Force = true }).Decide());
        Assert.Equal(CertificateAction.Create, new CertificateFacts(false, false, false, 0, false, false, false).Decide());
    }

    [Fact]
    public void A_certificate_that_lacks_a_name_or_ends_soon_is_renewed_where_the_authority_is_at_hand()
    {
        var soon = Good with { EndsSoon = true };

        Assert.Equal(CertificateAction.KeepWithWarning, (Good with { Missing = 1 }).Decide());
        Assert.Equal(CertificateAction.KeepWithWarning, soon.Decide());
        Assert.Equal(CertificateAction.Reissue, (Good with { Missing = 1, HasIssuer = true }).Decide());
        Assert.Equal(CertificateAction.Reissue, (soon with { HasIssuer = true }).Decide());
    }

    [Fact]
    public void Half_of_the_files_is_completed_by_its_authority_or_refused()
    {
        var half = new CertificateFacts(true, false, false, 0, false, false, false);

        Assert.Equal(CertificateAction.Refuse, half.Decide());
        Assert.Equal(CertificateAction.Reissue, (half with { HasIssuer = true }).Decide());
        Assert.Equal(CertificateAction.Refuse, (half with { HasAuthorities = false, HasServer = true }).Decide());
        Assert.Equal(CertificateAction.Refuse, (half with { HasServer = true, HasIssuer = true }).Decide());
    }
}
