using SuperResFarm.Cli.Doctor;
using SuperResFarm.Imaging.Buffers;
using SuperResFarm.Inference.Calibration;
using SuperResFarm.Inference.Providers;
using SuperResFarm.Models.Catalog;
using SuperResFarm.Models.Networks;

namespace SuperResFarm.Tests.Cli.Doctor;

public class BookTableTests
{
    private static readonly CpuProvider _provider = new();
    private static readonly DateTimeOffset _now = new(2026, 1, 2, 3, 4, 0, TimeSpan.Zero);

    private static readonly Measurements _measured = new(
        _now, new Footprint(0, 1234), null, [new(64, 64, 1, 9, 0.1), new(256, 128, 1, 99, 0.5), new(64, 64, 4, 36, 0.2)]);

    [Fact]
    public void Rows_KnownModel_HasItsNameAndFigures()
    {
        var sha256 = Resampling.Build("bicubic", 2).Card.Sha256;
        var row = Assert.Single(Rows(new KnownNetwork(Key(sha256), _measured, new MemoryCeiling(300, _now, _now + TimeSpan.FromHours(1)))));
        Assert.Equal(["bicubic x2", "8", "single", "64x64 to 256x128", "4", "1.234", "15.259", "below 300x300", "2026-01-02 04:04 UTC"], row);
    }

    [Fact]
    public void Rows_OnlyACeiling_HasNoFigures()
    {
        var row = Assert.Single(Rows(new KnownNetwork(Key(new string('a', 64)), null, new MemoryCeiling(300, _now - TimeSpan.FromHours(2), _now - TimeSpan.FromHours(1)))));
        Assert.Equal(["aaaaaaaaaaaa", "8", "single", "-", "-", "-", "-"], row[..7]);
        Assert.StartsWith("expired", row[8], StringComparison.Ordinal);
    }

    [Fact]
    public void Rows_OtherDeviceOrSettings_AreNotShown() => Assert.Empty(Rows(
        new KnownNetwork(Key("a") with { Device = "another" }, _measured, null), new KnownNetwork(Key("a") with { Provider = "cpu, ONNX Runtime 0.1" }, _measured, null)));

    private static CalibrationKey Key(string sha256) => CalibrationKey.Of(_provider, sha256, SampleDepth.Eight);

    private static IReadOnlyList<string[]> Rows(params KnownNetwork[] book) => BookTable.RowsOf(book, [_provider], new ModelNames(new ModelLibrary([])), _now);
}
