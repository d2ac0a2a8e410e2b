using SuperResFarm.Contracts.Failures;
using SuperResFarm.Inference.Acceptance;
using SuperResFarm.Inference.Devices;
using SuperResFarm.Tests.Inference.Devices;

namespace SuperResFarm.Tests.Inference.Acceptance;

public class MemoryCheckTests
{
    private static readonly Device _gpu = new(DeviceKind.Gpu, "Card", 2, 24 * Gpus.Gigabyte) { Gpu = new GpuAddress("GPU-a", "00000000:3B:00.0", 0, Slice: false) };

    [Theory]
    [InlineData(24, 20, Verdict.Pass)]
    [InlineData(24, 24, Verdict.Pass)]
    [InlineData(24, 0, Verdict.Fail)]
    [InlineData(24, 25, Verdict.Fail)]
    [InlineData(16, 10, Verdict.Fail)]
    public void Judge_Figures_MustAgree(long total, long free, Verdict verdict)
    {
        var finding = MemoryCheck.Judge(_gpu, new(total * Gpus.Gigabyte, free * Gpus.Gigabyte, (total - free) * Gpus.Gigabyte));
        Assert.Equal(verdict, finding.Verdict);
        Assert.Equal(verdict == Verdict.Fail, finding.Remedy is not null);
    }

    [Fact]
    public void Of_Gpu_AsksTheDriver()
    {
        var finding = MemoryCheck.Of(_gpu, new ScriptedProbe(new GpuInventory(), new Dictionary<string, long> { ["GPU-a"] = 20 * Gpus.Gigabyte }));
        Assert.Equal((Verdict.Pass, 20e9), (finding.Verdict, finding.Figures["freeBytes"]));
        Assert.Equal(FailureCode.DeviceUnavailable, Assert.Throws<FarmException>(() => MemoryCheck.Of(_gpu, new ScriptedProbe(new GpuInventory()))).Code);
    }

    [Fact]
    public void Of_Processor_TellsCoresAndMemory()
    {
        var finding = MemoryCheck.Of(CpuDevice.Probe(), new ScriptedProbe(new GpuInventory()));
        Assert.Equal((Verdict.Pass, Environment.ProcessorCount), (finding.Verdict, finding.Figures["places"]));
    }

    [Fact]
    public void Of_DeviceWithoutDriver_IsSkipped() =>
        Assert.Equal(Verdict.Skip, MemoryCheck.Of(_gpu with { Gpu = null }, new ScriptedProbe(new GpuInventory())).Verdict);
}
