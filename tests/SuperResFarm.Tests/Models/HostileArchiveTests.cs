using System.IO.Compression;
using System.Text;
using SuperResFarm.Models.Checkpoints;

namespace SuperResFarm.Tests.Models;

/// <summary>Archives written by hand, each with one thing that torch.save never does.</summary>
public class HostileArchiveTests
{
    // {'a': tensor of a 4-byte storage}, size and stride as text of pickled tuples.
    private const string Storage = "((X\u0007\0\0\0storagectorch\nFloatStorage\nX\u0001\0\0\00X\u0003\0\0\0cpuK\u0001tQ";

    [Fact]
    public void Read_PlainArchive_YieldsTheTensor() =>
        Assert.Equal([1f], Read(WithOne(Tensor("K\u0001\u0085", "K\u0001\u0085"))).Require("a", 1).Values.ToArray());

    [Fact]
    public void Read_SmallExpansion_IsFilled() =>
        Assert.Equal(300, Read(WithOne(Tensor("M\u002c\u0001\u0085", "K\0\u0085"))).Require("a").Values.Length);

    [Fact]
    public void Read_ExpansionToGigabytes_IsRefusedBeforeAllocating()
    {
        var archive = Archive(("a/data.pkl", Tensor("J\0\0\0\u0040\u0085", "K\0\u0085")), ("a/data/0", One));
        var before = GC.GetAllocatedBytesForCurrentThread();
        Refused("far larger", archive);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 10_000_000);
    }

    [Fact]
    public void Read_SizesThatOverflow_AreRefused()
    {
        var sizes = string.Concat(Enumerable.Repeat("J\u00ff\u00ff\u00ff\u007f", 3)) + "\u0087";
        Refused("past the end", WithOne(Tensor(sizes, "K\0K\0K\0\u0087")));
    }

    [Fact]
    public void Read_NegativeStride_IsRefused() =>
        Refused("impossible", Archive(("a/data.pkl", Tensor("K\u0001\u0085", "J\u00ff\u00ff\u00ff\u00ff\u0085")), ("a/data/0", One)));

    [Fact]
    public void Read_TooManyAxes_IsRefused()
    {
        var nine = $"({string.Concat(Enumerable.Repeat("K\u0001", 9))}t";
        Refused("9 axes", WithOne(Tensor(nine, nine)));
    }

    [Fact]
    public void Read_StorageOfOtherLength_IsRefused() =>
        Refused("8 bytes", Archive(("a/data.pkl", Tensor("K\u0001\u0085", "K\u0001\u0085")), ("a/data/0", One + One)));

    [Fact]
    public void Read_StorageAbsent_IsRefused() =>
        Refused("lacks the data", Archive(("a/data.pkl", Tensor("K\u0001\u0085", "K\u0001\u0085"))));

    [Fact]
    public void Read_SameNameTwice_IsRefused() => Refused("twice", Archive(("a/data.pkl", "."), ("a/data.pkl", ".")));

    [Fact]
    public void Read_NameOutside_IsRefused() => Refused("outside", Archive(("a/data.pkl", "."), ("a/../../x", ".")));

    [Fact]
    public void Read_BigEndian_IsRefused() => Refused("big-endian", Archive(("a/data.pkl", "."), ("a/byteorder", "big")));

    [Fact]
    public void Read_TorchScript_IsRefused() => Refused("TorchScript", Archive(("a/data.pkl", "."), ("a/constants.pkl", ".")));

    [Fact]
    public void Read_OtherZip_IsRefused() => Refused("no 'data.pkl'", Archive(("readme.txt", "hello")));

    [Fact]
    public void Read_CompressedArchive_IsRefused() =>
        Refused("compressed", Archive(CompressionLevel.Optimal, ("a/data.pkl", new string(')', 5000))));

    [Theory]
    [InlineData("\u0080\u0002cos\nsystem\nX\u0002\0\0\0ls\u0085R.", "os.system")]
    [InlineData("\u0080\u0004\u0095\0\0\0\0\0\0\0\0.", "protocol 4")]
    [InlineData("\u0080\u0002]K\u0001K\u0001s.", "dictionary")]
    [InlineData("\u0080\u0002}K\u0001a.", "list")]
    [InlineData("\u0080\u0002}}}s.", "neither text nor a whole number")]
    [InlineData("\u0080\u0002]q\0h\0ah\0h\0a", "ends within")]
    [InlineData("\u0080\u0002h\u0005.", "reference to nothing")]
    [InlineData("\u0080\u0002a.", "missing")]
    [InlineData("\u0080\u0002}", "ends within")]
    [InlineData("\u0080\u0002X\u00ff\u00ff\u00ff\u007fabc.", "ends within")]
    [InlineData("\u0080\u0002}2.", "0x32")]
    [InlineData("\u0080\u0002K\u0001.", "state dict")]
    [InlineData("\u0080\u0002}.", "no weights")]
    public void Read_HostilePickle_IsRefusedSayingWhy(string pickle, string named) => Refused(named, Archive(("a/data.pkl", pickle)));

    [Fact]
    public void Read_MillionsOfValues_AreRefusedInBoundedMemory()
    {
        var archive = Archive(("a/data.pkl", "\u0080\u0002" + string.Concat(Enumerable.Repeat("](" + new string('}', 10_000) + "e", 600))));
        var before = GC.GetAllocatedBytesForCurrentThread();
        Refused("more values", archive);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 400_000_000);
    }

    private static string One => "\0\0\u0080\u003f";

    private static string Tensor(string size, string stride) =>
        $"\u0080\u0002}}X\u0001\0\0\0actorch._utils\n_rebuild_tensor_v2\n{Storage}K\0{size}{stride}\u0089}}tRs.";

    private static byte[] WithOne(string pickle) => Archive(("a/data.pkl", pickle), ("a/data/0", One));

    private static byte[] Archive(params (string Name, string Content)[] members) => Archive(CompressionLevel.NoCompression, members);

    // Every character below is one byte.
    private static byte[] Archive(CompressionLevel level, params (string Name, string Content)[] members)
    {
        using var bytes = new MemoryStream();
        using (var archive = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
            foreach (var (name, content) in members)
            {
                using var member = archive.CreateEntry(name, level).Open();
                member.Write(Encoding.Latin1.GetBytes(content));
            }
        return bytes.ToArray();
    }

    private static Checkpoint Read(byte[] archive) => CheckpointFile.Read(new MemoryStream(archive));

    private static void Refused(string named, byte[] archive) => CheckpointFileTests.AssertRefused(named, () => Read(archive));
}
