using LinuxPatchApi.Http.Faults;
using LinuxPatchApi.Http.Responses;

namespace LinuxPatchApi.Http.Tests.Faults;

public sealed class FaultTableTests
{
    [Fact]
    public void Every_reason_has_its_own_row_with_an_error_status_that_has_a_phrase()
    {
        foreach (var reason in Enum.GetValues<HttpFaultReason>())
        {
            var fault = FaultTable.Describe(reason, "/x");
            Assert.Equal((reason, "/x"), (fault.Reason, fault.RawTarget));
            Assert.InRange(fault.StatusCode, 400, 599);
            Assert.Equal(fault.StatusCode, FaultTable.StatusOf(reason));
            Assert.False(StatusPhrases.Of(fault.StatusCode).IsEmpty);
            Assert.EndsWith(".", fault.Message.TrimEnd(), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(HttpFaultReason.UnknownMethod, 501)]
    [InlineData(HttpFaultReason.UnsupportedVersion, 505)]
    [InlineData(HttpFaultReason.TargetTooLong, 414)]
    [InlineData(HttpFaultReason.HeadersTooLarge, 431)]
    [InlineData(HttpFaultReason.BodyTooLarge, 413)]
    [InlineData(HttpFaultReason.UnknownTransferCoding, 501)]
    [InlineData(HttpFaultReason.UnknownExpectation, 417)]
    [InlineData(HttpFaultReason.HeadTimeout, 408)]
    [InlineData(HttpFaultReason.BodyTimeout, 408)]
    [InlineData(HttpFaultReason.Overloaded, 503)]
    [InlineData(HttpFaultReason.HandlerFailed, 500)]
    public void Statuses_other_than_400_are_as_the_standard_says(HttpFaultReason reason, int status) =>
        Assert.Equal(status, FaultTable.StatusOf(reason));
}
