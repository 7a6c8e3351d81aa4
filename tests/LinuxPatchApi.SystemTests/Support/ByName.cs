using Xunit.Sdk;
using Xunit.v3;

[assembly: TestCaseOrderer(typeof(LinuxPatchApi.SystemTests.Support.ByName))]
[assembly: TestCollectionOrderer(typeof(LinuxPatchApi.SystemTests.Support.ByName))]

namespace LinuxPatchApi.SystemTests.Support;

/// <summary>
/// Classes and their tests run by name. The tests of a class share a container, and xunit's own order depends on the folder of the
/// checkout: a test that leaves something behind would fail on one machine and pass on all others.
/// </summary>
public sealed class ByName : ITestCaseOrderer, ITestCollectionOrderer
{
    public IReadOnlyCollection<TTestCase> OrderTestCases<TTestCase>(IReadOnlyCollection<TTestCase> testCases)
        where TTestCase : notnull, ITestCase => [.. testCases.OrderBy(test => test.TestCaseDisplayName, StringComparer.Ordinal)];

    public IReadOnlyCollection<TTestCollection> OrderTestCollections<TTestCollection>(
        IReadOnlyCollection<TTestCollection> testCollections)
        where TTestCollection : ITestCollection =>
        [.. testCollections.OrderBy(collection => collection.TestCollectionDisplayName, StringComparer.Ordinal)];
}
