using System.Buffers.Binary;
using SuperResFarm.Imaging.Metadata;

namespace SuperResFarm.Tests.Imaging.Codecs;

public class ExifBlockTests
{
    [Theory]
    [InlineData(true, 6)]
    [InlineData(true, 0)]
    [InlineData(false, 6)]
    public void Upright_BothByteOrders_ResetsOrientationAndCutsTheThumbnail(bool little, int lead)
    {
        var block = Block(little, lead, orientation: 8, next: 90);
        Assert.Equal(Block(little, lead, orientation: 1, next: 0), ExifBlock.Upright(block));
    }

    [Fact]
    public void Upright_CutAnywhere_NeverFails()
    {
        var block = Block(little: true, lead: 6, orientation: 8, next: 90);
        for (var length = 0; length < block.Length; length++)
            Assert.Equal(length, ExifBlock.Upright(block[..length]).Length);
    }

    [Fact]
    public void Upright_OffsetBeyondTheBlock_LeavesIt()
    {
        var block = Block(little: true, lead: 0, orientation: 8, next: 0);
        block.AsSpan(4, 4).Fill(0xFF);
        Assert.Equal(block, ExifBlock.Upright(block));
    }

    // One directory with one entry.
    private static byte[] Block(bool little, int lead, ushort orientation, uint next)
    {
        var block = new byte[lead + 26];
        "Exif\0\0"u8[..lead].CopyTo(block);
        var tiff = block.AsSpan(lead);
        (little ? "II"u8 : "MM"u8).CopyTo(tiff);
        Write16(tiff[2..], 42);
        Write32(tiff[4..], 8);
        Write16(tiff[8..], 1);
        Write16(tiff[10..], 0x0112);
        Write16(tiff[12..], 3);
        Write32(tiff[14..], 1);
        Write16(tiff[18..], orientation);
        Write32(tiff[22..], next);
        return block;

        void Write16(Span<byte> to, ushort value)
        {
            if (little)
                BinaryPrimitives.WriteUInt16LittleEndian(to, value);
            else
                BinaryPrimitives.WriteUInt16BigEndian(to, value);
        }

        void Write32(Span<byte> to, uint value)
        {
            if (little)
                BinaryPrimitives.WriteUInt32LittleEndian(to, value);
            else
                BinaryPrimitives.WriteUInt32BigEndian(to, value);
        }
    }
}
