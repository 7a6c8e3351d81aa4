using LinuxPatchApi.Api.Answers;
using LinuxPatchApi.Http.Faults;
using LinuxPatchApi.Jobs.Model;

namespace LinuxPatchApi.Tests.Api.Answers;

public sealed class ReasonTablesTests
{
    /// <summary>Codes and statuses named by the contract, copied independently of the table.</summary>
    private static readonly Dictionary<ApiReason, (int Status, string Code)> Contract = new()
    {
        [ApiReason.InvalidRequest] = (400, "INVALID_REQUEST"),
        [ApiReason.ValidationError] = (400, "VALIDATION_ERROR"),
        [ApiReason.InvalidServiceName] = (400, "INVALID_SERVICE_NAME"),
        [ApiReason.InvalidJobId] = (400, "INVALID_JOB_ID"),
        [ApiReason.OptionNotSupported] = (400, "OPTION_NOT_SUPPORTED"),
        [ApiReason.NotFound] = (404, "NOT_FOUND"),
        [ApiReason.MethodNotAllowed] = (405, "METHOD_NOT_ALLOWED"),
        [ApiReason.PackageNotFound] = (404, "PKG_NOT_FOUND"),
        [ApiReason.ServiceNotFound] = (404, "SERVICE_NOT_FOUND"),
        [ApiReason.JobNotFound] = (404, "JOB_NOT_FOUND"),
        [ApiReason.NoSelfUpdateRecord] = (404, "NO_SELF_UPDATE_RECORD"),
        [ApiReason.SelfUpdateInProgress] = (409, "SELF_UPDATE_IN_PROGRESS"),
        [ApiReason.NoRebootScheduled] = (404, "NO_REBOOT_SCHEDULED"),
        [ApiReason.CancelNotPossible] = (409, "CANCEL_NOT_POSSIBLE"),
        [ApiReason.PlanChanged] = (409, "PLAN_CHANGED"),
        [ApiReason.RebootBlocked] = (409, "REBOOT_BLOCKED"),
        [ApiReason.DatabaseMutationInProgress] = (409, "PACKAGE_DB_MUTATION_IN_PROGRESS"),
        [ApiReason.DatabaseUnclean] = (409, "PACKAGE_DB_UNCLEAN"),
        [ApiReason.AdmissionFrozen] = (409, "ADMISSION_FROZEN"),
        [ApiReason.QueueFull] = (429, "QUEUE_FULL"),
        [ApiReason.BackendUnavailable] = (503, "BACKEND_UNAVAILABLE"),
    };

    [Fact]
    public void Every_reason_has_an_error_status_and_a_unique_code()
    {
        var entries = Enum.GetValues<ApiReason>().Select(ApiReasonTable.Of).ToList();
        Assert.All(entries, e => Assert.InRange(e.Status, 400, 599));
        Assert.All(entries, e => Assert.Matches("^[A-Z]+(_[A-Z]+)*$", e.Code));
        Assert.Equal(entries.Count, entries.Select(e => e.Code).Distinct().Count());
    }

    [Fact]
    public void Table_agrees_with_the_contract() =>
        Assert.All(Contract, row => Assert.Equal(row.Value, (ApiReasonTable.Of(row.Key).Status, ApiReasonTable.Of(row.Key).Code)));

    [Theory]
    [InlineData(ApiReason.QueueFull)]
    [InlineData(ApiReason.AdmissionFrozen)]
    [InlineData(ApiReason.BackendUnavailable)]
    [InlineData(ApiReason.Locked)]
    public void Temporary_refusal_has_a_Retry_After(object reason)
    {
        var entry = ApiReasonTable.Of((ApiReason)reason);
        Assert.True(entry.Retryable);
        Assert.NotNull(entry.RetryAfterSeconds);
    }

    [Fact]
    public void Mistake_of_the_client_is_never_retryable() => Assert.All(
        Enum.GetValues<ApiReason>().Select(ApiReasonTable.Of).Where(e => e.Status is 400 or 404 or 405 or 415), e =>
            Assert.False(e.Retryable));

    [Fact]
    public void Every_failure_of_a_plan_is_answered_with_the_same_code()
    {
        foreach (var code in Enum.GetValues<JobErrorCode>())
        {
            var entry = ApiReasonTable.Of(ApiReasonTable.Of(code));
            Assert.True(
                entry.Code == JobSpelling.ErrorCodes.Of(code) || code is JobErrorCode.Timeout or JobErrorCode.CacheRefreshError
                    || entry.Code == "PKG_MANAGER_ERROR",
                $"{code} is answered as {entry.Code}");
        }
        Assert.Equal(ApiReason.VersionNotFound, ApiReasonTable.Of(JobErrorCode.VersionNotFound));
        Assert.Equal(ApiReason.DependencyConflict, ApiReasonTable.Of(JobErrorCode.DependencyConflict));
    }

    [Fact]
    public void Every_fault_of_the_http_layer_has_a_code_that_fits_its_status()
    {
        var expected = new Dictionary<int, string>
        {
            [400] = "INVALID_REQUEST",
            [408] = "REQUEST_TIMEOUT",
            [413] = "PAYLOAD_TOO_LARGE",
            [414] = "URI_TOO_LONG",
            [417] = "EXPECTATION_FAILED",
            [431] = "HEADERS_TOO_LARGE",
            [500] = "INTERNAL_ERROR",
            [501] = "NOT_IMPLEMENTED",
            [503] = "OVERLOADED",
            [505] = "HTTP_VERSION_NOT_SUPPORTED",
        };
        foreach (var reason in Enum.GetValues<HttpFaultReason>())
        {
            var fault = FaultTable.Describe(reason);
            Assert.Equal((reason, expected[fault.StatusCode]), (reason, FaultCodes.Of(fault)));
            Assert.Equal(fault.StatusCode is 408 or 503, FaultCodes.IsRetryable(fault.StatusCode));
        }
    }

    [Theory]
    [InlineData(HttpFaultReason.DotSegment, "/api/v1/system/services/..%2fx", "INVALID_SERVICE_NAME")]
    [InlineData(HttpFaultReason.EncodedSlash, "/api/v1/system/services/a%2fb", "INVALID_SERVICE_NAME")]
    [InlineData(HttpFaultReason.EncodedControlCharacter, "/api/v1/system/services/a%00", "INVALID_SERVICE_NAME")]
    [InlineData(HttpFaultReason.DotSegment, "/api/v1/packages/..", "INVALID_REQUEST")]
    [InlineData(HttpFaultReason.InvalidHost, "/api/v1/system/services/a", "INVALID_REQUEST")]
    public void Traversal_in_a_service_name_keeps_its_own_code(HttpFaultReason reason, string target, string expected) =>
        Assert.Equal(expected, FaultCodes.Of(FaultTable.Describe(reason, target)));
}
