using SuperResFarm.Inference.Choosing;
using SuperResFarm.Inference.Providers;

namespace SuperResFarm.Tests.Inference.Choosing;

public class ProviderTrialTests
{
    [Fact]
    public void Run_ProviderThatWorks_Passes() => ProviderTrial.Run(new CpuProvider());
}
