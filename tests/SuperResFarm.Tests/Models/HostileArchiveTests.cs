using System.Buffers.Binary;
using System.IO.Compression;
using SuperResFarm.Models.Checkpoints;
using static SuperResFarm.Tests.Models.CheckpointBytes;

namespace SuperResFarm.Tests.Models;

/// <summary>Archives written by hand, each with one thing that torch.save never does.</summary>
public class HostileArchiveTests
{
    [Fact]
    public void Read_PlainArchive_YieldsTheTensor() =>
        Assert.Equal([1f], Read(WithOne(Dict(("a", Tensor())))).Require("a", 1).Values.ToArray());

    [Fact]
    public void Read_StorageOfOtherLength_IsRefused() =>
        Refused("8 bytes", Archive(("a/data.pkl", Dict(("a", Tensor()))), ("a/data/0", One + One)));

    [Fact]
    public void Read_StorageAbsent_IsRefused() => Refused("lacks the data", Archive(("a/data.pkl", Dict(("a", Tensor())))));

    [Fact]
    public void Read_SameNameTwice_IsRefused() => Refused("twice", Archive(("a/data.pkl", "."), ("a/data.pkl", ".")));

    [Fact]
    public void Read_TwoDescriptions_IsRefused() => Refused("more than one", Archive(("a/data.pkl", "."), ("b/data.pkl", ".")));

    [Fact]
    public void Read_NameOutside_IsRefused() => Refused("outside", Archive(("a/data.pkl", "."), ("a/../../x", ".")));

    [Fact]
    public void Read_BigEndian_IsRefused() => Refused("big-endian", Archive(("a/data.pkl", "."), ("a/byteorder", "big")));

    [Fact]
    public void Read_LongByteOrder_IsRefused() =>
        Refused("more than the 16", Archive(("a/data.pkl", "."), ("a/byteorder", new string('l', 1000))));

    [Fact]
    public void Read_TorchScript_IsRefused() => Refused("TorchScript", Archive(("a/data.pkl", "."), ("a/constants.pkl", ".")));

    [Fact]
    public void Read_OtherZip_IsRefused() => Refused("no 'data.pkl'", Archive(("readme.txt", "hello")));

    [Fact]
    public void Read_CompressedArchive_IsRefused() =>
        Refused("compressed", Archive(CompressionLevel.Optimal, ("a/data.pkl", new string(')', 5000))));

    // The second member is said to start where the first does.
    [Fact]
    public void Read_OverlappingMembers_IsRefused() => Refused("overlaps", Patched("header", member: 1, 0));

    [Theory]
    [InlineData("packed", 2_000)]
    [InlineData("header", 0x7fff_ffff)]
    [InlineData("header", 0xffff_ffff)]
    [InlineData("packed", 0x7fff_ffff)]
    [InlineData("packed", 0xffff_ffff)]
    public void Read_LastMemberBehindTheDirectory_IsRefused(string field, long value) =>
        Refused("overlaps", Patched(field, member: 1, value));

    [Theory]
    [InlineData("method", 8, "compressed")]
    [InlineData("flags", 1, "encrypted")]
    [InlineData("name length", 0xffff, "damaged")]
    [InlineData("extra length", 0xffff, "damaged")]
    [InlineData("comment length", 1, "damaged")]
    [InlineData("header", 7, "overlaps")]
    public void Read_OddMember_IsRefused(string field, long value, string named) => Refused(named, Patched(field, member: 0, value));

    [Theory]
    [InlineData("end count", 1)]
    [InlineData("end count", 3)]
    [InlineData("end length", 0)]
    [InlineData("end length", 0x7fff_ffff)]
    [InlineData("end start", 0)]
    [InlineData("end start", 0x7fff_ffff)]
    [InlineData("end start", 0xffff_ffff)]
    public void Read_OddDirectory_IsRefused(string field, long value) => Refused("damaged", Patched(field, member: 0, value));

    // The name beside the data is what other readers go by.
    [Fact]
    public void Read_OtherNameBesideTheData_IsRefused()
    {
        var archive = WithOne(Dict(("a", Tensor())));
        archive[30] = (byte)'b';
        Refused("damaged", archive);
    }

    [Fact]
    public void Read_PaddingBesideTheDataPastItsEnd_IsRefused()
    {
        var archive = WithOne(Dict(("a", Tensor())));
        BinaryPrimitives.WriteUInt16LittleEndian(archive.AsSpan(28), ushort.MaxValue);
        Refused("damaged", archive);
    }

    [Fact]
    public void Read_SixtyFourBitEndBeforeTheFile_IsRefused() =>
        Refused("damaged", Of("PK\u0003\u0004PK\u0005\u0006" + new string('\u00ff', 18)));

    [Theory]
    [InlineData(0, "damaged")]
    [InlineData(-1, "damaged")]
    [InlineData(65_536, "more than the 65535")]
    [InlineData(long.MaxValue, "more than the 65535")]
    [InlineData(long.MinValue, "damaged")]
    public void Read_SixtyFourBitCount_IsChecked(long count, string named) => Refused(named, WithEnd64(count, length: 100, start: 0));

    [Theory]
    [InlineData(long.MaxValue, 0)]
    [InlineData(-1, 0)]
    [InlineData(100, long.MaxValue)]
    [InlineData(100, -1)]
    [InlineData(long.MaxValue, long.MaxValue)]
    public void Read_SixtyFourBitDirectoryOutside_IsRefused(long length, long start) => Refused("damaged", WithEnd64(2, length, start));

    private static Checkpoint Read(byte[] archive) => CheckpointFile.Read(new MemoryStream(archive));

    private static void Refused(string named, byte[] archive) => CheckpointFileTests.AssertRefused(named, () => Read(archive));

    private static byte[] Patched(string field, int member, long value)
    {
        var archive = WithOne(Dict(("a", Tensor())));
        ArchiveFields.Of(archive).Where(each => each.Name == field).ElementAt(member).Write(archive, value);
        // Both lengths of a member must agree, or it counts as compressed.
        if (field == "packed")
            ArchiveFields.Of(archive).Where(each => each.Name == "length").ElementAt(member).Write(archive, value);
        return archive;
    }

    private static byte[] WithEnd64(long count, long length, long start)
    {
        var archive = WithOne(Dict(("a", Tensor())));
        var end = archive[^22..];
        BinaryPrimitives.WriteUInt16LittleEndian(end.AsSpan(10), ushort.MaxValue);
        var end64 = $"PK\u0006\u0006{Count(44)}{Count(0)}{Count(0)[..4]}{Count(count)}{Count(count)}{Count(length)}{Count(start)}";
        var locator = $"PK\u0006\u0007{Count(0)[..4]}{Count(archive.Length - 22)}{Count(1)[..4]}";
        return [.. archive[..^22], .. Of(end64), .. Of(locator), .. end];
    }
}
