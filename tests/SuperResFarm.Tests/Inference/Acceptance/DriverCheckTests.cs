using SuperResFarm.Inference.Acceptance;
using SuperResFarm.Inference.Choosing;
using SuperResFarm.Inference.Devices;
using SuperResFarm.Inference.Providers;
using SuperResFarm.Models.Cards;
using SuperResFarm.Tests.Inference.Devices;
using SuperResFarm.Tests.Inference.Upscaling;

namespace SuperResFarm.Tests.Inference.Acceptance;

public class DriverCheckTests
{
    private static readonly GpuInventory _two = new() { Gpus = Gpus.At("3B", "5E"), Driver = "570.1", Cuda = "12.8" };

    [Fact]
    public void Judge_NoGpuAskedFor_IsSkipped() =>
        Assert.Equal(Verdict.Skip, DriverCheck.Judge(wanted: false, Choice(new CpuProvider()), new GpuInventory(), new CudaView([], null)).Verdict);

    [Fact]
    public void Judge_NoDriver_FailsWithTheRemedy()
    {
        var finding = DriverCheck.Judge(wanted: true, null, new GpuInventory(), new CudaView([], null));
        Assert.Equal(Verdict.Fail, finding.Verdict);
        Assert.Contains("--gpus all", finding.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public void Judge_ChosenGpu_IsTheOneWithThatNumber()
    {
        var view = View(_two);
        var finding = DriverCheck.Judge(wanted: true, Choice(Cuda(view.Devices[1])), _two, view);
        Assert.Equal((Verdict.Pass, null), (finding.Verdict, finding.Remedy));
        Assert.Contains("1 is Card GPU-b at 00000000:5E:00.0", finding.Text, StringComparison.Ordinal);
        Assert.Equal((2, 1), (finding.Figures["gpus"], finding.Figures["used"]));
    }

    [Fact]
    public void Judge_GpuUnderAnothersNumber_Fails()
    {
        var view = View(_two);
        var stray = view.Devices[0] with { Gpu = view.Devices[0].Gpu! with { Ordinal = 1 } };
        var finding = DriverCheck.Judge(wanted: true, Choice(Cuda(stray)), _two, view);
        Assert.Equal(Verdict.Fail, finding.Verdict);
        Assert.Contains("GPU-a", finding.Text, StringComparison.Ordinal);
        Assert.Contains("GPU-b", finding.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Judge_NumbersThatCannotBeKnown_Fail()
    {
        var finding = DriverCheck.Judge(wanted: true, null, _two, CudaOrder.Of(_two.Gpus, new CudaEnvironment(null, "FASTEST_FIRST")));
        Assert.Equal(Verdict.Fail, finding.Verdict);
        Assert.Contains("FASTEST_FIRST", finding.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Judge_DeviceOfAnotherMaker_IsSkipped() =>
        Assert.Equal(Verdict.Skip, DriverCheck.Judge(wanted: true, Choice(new PretendedGpu()), new GpuInventory(), new CudaView([], null)).Verdict);

    private static CudaView View(GpuInventory inventory) => CudaOrder.Of(inventory.Gpus, new CudaEnvironment(null, CudaEnvironment.ByPlace));

    private static CudaProvider Cuda(Device gpu) => new(gpu, new CudaOptions(), Precision.Half, Gpus.Gigabyte);

    private static ProviderChoice Choice(IProvider provider) => new([provider], "a test wants it so", []);
}
