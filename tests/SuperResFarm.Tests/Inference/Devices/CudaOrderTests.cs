using FsCheck.Xunit;
using SuperResFarm.Inference.Devices;

namespace SuperResFarm.Tests.Inference.Devices;

public class CudaOrderTests
{
    // The driver's order is the reverse of that of the places.
    private static readonly GpuFacts[] _three = Gpus.At("C1", "3B", "0A");

    [Theory]
    [InlineData(null, "c b a")]
    [InlineData("0,1,2", "c b a")]
    [InlineData("2,0", "a c")]
    [InlineData(" 1 , 2 ", "b a")]
    [InlineData("", "")]
    [InlineData("-1", "")]
    [InlineData("0,-1,1", "c")]         // an invalid entry hides itself and all after it
    [InlineData("0,3,1", "c")]
    [InlineData("99999999999999999999", "")]
    [InlineData("1,x,0", "b")]
    [InlineData("1,,0", "b")]
    [InlineData("1x,0", "b c")]         // a number ends at the first other character
    [InlineData("0,1,0", "")]           // twice hides everything
    [InlineData("void", "")]
    [InlineData("0,GPU-a", "c")]
    [InlineData("GPU-a,GPU-c", "a c")]
    [InlineData("GPU-b", "b")]
    [InlineData("GPU-", "")]            // a beginning of all of them
    [InlineData("GPU-b,GPU-x,GPU-a", "b")]
    [InlineData("GPU-b,0", "b")]
    [InlineData("GPU-a,GPU-a", "")]
    [InlineData("gpu-a", "")]
    public void Of_VisibleDevices_AreInCudasOrder(string? visible, string expected)
    {
        var view = CudaOrder.Of(_three, new(visible, CudaEnvironment.ByPlace));
        Assert.Null(view.Fault);
        Assert.Equal(expected, string.Join(' ', view.Devices.Select(device => device.Gpu!.Uuid[^1])));
        Assert.Equal(Enumerable.Range(0, view.Devices.Count), view.Devices.Select(device => device.Gpu!.Ordinal));
    }

    [Fact]
    public void Of_UniqueBeginningOfAUuid_IsEnough()
    {
        var gpus = new[] { Gpus.Whole("GPU-8932f937-d72c", "01"), Gpus.Whole("GPU-8932aaaa-0000", "02") };
        Assert.Equal("GPU-8932aaaa-0000", Assert.Single(CudaOrder.Of(gpus, new("GPU-8932a", null)).Devices).Gpu!.Uuid);
        Assert.Empty(CudaOrder.Of(gpus, new("GPU-8932", null)).Devices);
    }

    [Fact]
    public void Of_Whole_CarriesWhatTheDriverTold()
    {
        var device = CudaOrder.Of(_three, new("GPU-b", CudaEnvironment.ByPlace)).Devices[0];
        Assert.Equal((DeviceKind.Gpu, "Card GPU-b", 24 * Gpus.Gigabyte), (device.Kind, device.Name, device.TotalBytes));
        Assert.Equal(new GpuAddress("GPU-b", "00000000:3B:00.0", 0, Slice: false), device.Gpu);
    }

    [Theory]
    [InlineData(null, "MIG-1")]
    [InlineData("0,1", "MIG-1")]
    [InlineData("1", "MIG-1")]
    [InlineData("MIG-2", "MIG-2")]
    [InlineData("MIG-3,MIG-1", "MIG-3")]
    [InlineData("GPU-cut", "MIG-1")]
    [InlineData("0", "GPU-whole")]      // no slice among them
    [InlineData("GPU-empty", null)]     // cut, and nothing left of it
    [InlineData("MIG-9", null)]
    public void Of_SlicedGpus_GiveOneSliceAtMostAndNoWholeGpuBeside(string? visible, string? expected)
    {
        var gpus = new[] { Gpus.Sliced("GPU-empty", "03"), Gpus.Sliced("GPU-cut", "02", "MIG-1", "MIG-2", "MIG-3"), Gpus.Whole("GPU-whole", "01") };
        var devices = CudaOrder.Of(gpus, new(visible, CudaEnvironment.ByPlace)).Devices;
        Assert.Equal(expected is null ? [] : [expected], devices.Select(device => device.Gpu!.Uuid));
        Assert.All(devices, device => Assert.Equal((0, expected!.StartsWith("MIG", StringComparison.Ordinal)), (device.Gpu!.Ordinal, device.Gpu.Slice)));
    }

    [Fact]
    public void Of_Slice_HasItsOwnMemoryAndTheGpusPlace()
    {
        var device = CudaOrder.Of([Gpus.Sliced("GPU-cut", "02", "MIG-1")], new(null, CudaEnvironment.ByPlace)).Devices[0];
        Assert.Equal((5 * Gpus.Gigabyte, "00000000:02:00.0"), (device.TotalBytes, device.Gpu!.PciBusId));
    }

    [Theory]
    [InlineData("FASTEST_FIRST", null)]
    [InlineData("FASTEST_FIRST", "1")]
    [InlineData(null, "0,1")]
    public void Of_AnotherOrderThanByPlace_IsNotGuessed(string? order, string? visible)
    {
        var view = CudaOrder.Of(_three, new(visible, order));
        Assert.Empty(view.Devices);
        Assert.Contains("CUDA_DEVICE_ORDER", view.Fault, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("GPU-a,GPU-b", 2)]
    [InlineData("", 0)]
    public void Of_AnotherOrderWhereItDoesNotMatter_IsFine(string visible, int count)
    {
        var view = CudaOrder.Of(_three, new(visible, "FASTEST_FIRST"));
        Assert.Equal((count, null), (view.Devices.Count, view.Fault));
        Assert.Single(CudaOrder.Of(_three[..1], new(null, "FASTEST_FIRST")).Devices);
    }

    [Property]
    public bool Of_AnyText_GivesADistinctDevicePerOrdinal(string? visible)
    {
        var devices = CudaOrder.Of([.. _three, Gpus.Sliced("GPU-d", "11", "MIG-1")], new(visible?.Replace('\0', ','), CudaEnvironment.ByPlace)).Devices;
        return devices.Select(device => device.Gpu!.Uuid).Distinct().Count() == devices.Count && devices.Select((device, i) => device.Gpu!.Ordinal == i).All(right => right);
    }
}
