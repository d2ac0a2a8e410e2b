using Xunit.Abstractions;
using Xunit.Sdk;

namespace SuperResFarm.IntegrationTests.Servers;

/// <summary>A fact that is skipped, with the reason, in classes that need a server which is not here.</summary>
[AttributeUsage(AttributeTargets.Method)]
[XunitTestCaseDiscoverer("SuperResFarm.IntegrationTests.Servers.StoreFactDiscoverer", "SuperResFarm.IntegrationTests")]
public sealed class StoreFactAttribute : FactAttribute;

/// <summary>Marks a class whose store facts need <see cref="S3Server"/>.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class NeedsS3Attribute : Attribute;

/// <summary>Finds store facts; the class decides whether they are skipped, for the methods of a suite stand in its base class.</summary>
public sealed class StoreFactDiscoverer(IMessageSink sink) : IXunitTestCaseDiscoverer
{
    public IEnumerable<IXunitTestCase> Discover(ITestFrameworkDiscoveryOptions discoveryOptions, ITestMethod testMethod, IAttributeInfo factAttribute) =>
        [new StoreTestCase(sink, discoveryOptions.MethodDisplayOrDefault(), discoveryOptions.MethodDisplayOptionsOrDefault(), testMethod)];
}

/// <summary>A store fact of one class.</summary>
public sealed class StoreTestCase : XunitTestCase
{
    [Obsolete("For the framework only.", error: true)]
    public StoreTestCase()
    {
    }

    public StoreTestCase(IMessageSink sink, TestMethodDisplay display, TestMethodDisplayOptions options, ITestMethod method)
        : base(sink, display, options, method)
    {
    }

    protected override string GetSkipReason(IAttributeInfo factAttribute) =>
        (TestMethod.TestClass.Class.GetCustomAttributes(typeof(NeedsS3Attribute)).Any() ? S3Server.Missing : null) ?? base.GetSkipReason(factAttribute);
}
