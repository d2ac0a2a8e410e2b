using System.IO.Compression;
using System.Text;
using SuperResFarm.Contracts.Failures;
using SuperResFarm.Models.Checkpoints;

namespace SuperResFarm.Tests.Models;

public class CheckpointFileTests
{
    [DataTheory]
    [InlineData("parity/srvgg_x4.pth", 17)]
    [InlineData("parity/srvgg_x4_legacy.pth", 17)]
    [InlineData("parity/srvgg_x4_torch2.pth", 17)]
    [InlineData("parity/srvgg_x4_train.pth", 17)]
    [InlineData("parity/srvgg_x4_param.pth", 17)]
    [InlineData("parity/srvgg_x4_strided.pth", 17)]
    [InlineData("weights/realesr-animevideov3.pth", 53)]
    [InlineData("weights/detection_mobilenet0.25_Final.pth", 300)]
    [InlineData("lpips/v0.1/alex.pth", 5)]
    public void Read_EveryFormat_YieldsAllTensors(string file, int tensors) =>
        Assert.Equal(tensors, CheckpointFile.Read(TestData.PathOf(file)).Keys.Count);

    [DataFact]
    public void Read_FirstConvolution_HasItsShapeAndUnwrappedKey() =>
        Assert.Equal(
            "16x3x3x3",
            CheckpointFile.Read(TestData.PathOf("parity/srvgg_x4_train.pth")).Require("body.0.weight", 16, 3, 3, 3).ToString());

    [DataFact]
    public void Read_LargeFile_AllocatesLittleBesideItsTensors()
    {
        using var file = new FileStream(
            Path.GetTempFileName(), FileMode.Open, FileAccess.ReadWrite, FileShare.None, 4096, FileOptions.DeleteOnClose);
        using (var packed = File.OpenRead(TestData.PathOf("parity_large/GFPGANv1.4_layout.pth.gz")))
            new GZipStream(packed, CompressionMode.Decompress).CopyTo(file);

        var before = GC.GetAllocatedBytesForCurrentThread();
        var checkpoint = CheckpointFile.Read(file);
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        var tensors = checkpoint.Keys.Sum(key => (long)sizeof(float) * checkpoint.Find(key)!.Values.Length);
        Assert.InRange(tensors, 330_000_000, file.Length);
        Assert.InRange(allocated, tensors, tensors + 4_000_000);
    }

    [Theory]
    [InlineData("", "empty")]
    [InlineData("<!DOCTYPE html><html>", "web page")]
    [InlineData("neither this nor that", "neither")]
    [InlineData("PK\x03\x04 and nothing behind", "cut short")]
    public void Read_OtherText_IsRefusedSayingWhat(string content, string named) =>
        AssertRefused(named, () => CheckpointFile.Read(new MemoryStream(Encoding.Latin1.GetBytes(content))));

    [Fact]
    public void Read_TarFormat_IsRefusedByName()
    {
        var tar = new byte[1024];
        "ustar"u8.CopyTo(tar.AsSpan(257));
        AssertRefused("tar", () => CheckpointFile.Read(new MemoryStream(tar)));
    }

    [Fact]
    public void Read_MissingFile_IsRefused() => AssertRefused("absent.pth", () => CheckpointFile.Read("/nowhere/absent.pth"));

    [DataFact]
    public void Read_FileAboveLimit_IsRefusedBeforeReading() =>
        AssertRefused("more than", () => CheckpointFile.Read(TestData.PathOf("parity/srvgg_x4.pth"), new() { FileBytes = 1000 }));

    internal static void AssertRefused(string named, Action read)
    {
        var refusal = Assert.Throws<FarmException>(read);
        Assert.Equal(FailureCode.ModelInvalid, refusal.Code);
        Assert.Equal(Disposition.Reject, refusal.Next);
        Assert.Contains(named, refusal.Message, StringComparison.Ordinal);
        Assert.NotEqual(CheckpointFile.Unforeseen, refusal.Message);
    }
}
