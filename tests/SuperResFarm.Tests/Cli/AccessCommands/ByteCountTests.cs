using SuperResFarm.Cli.AccessCommands;

namespace SuperResFarm.Tests.Cli.AccessCommands;

public class ByteCountTests
{
    [Theory]
    [InlineData("1", 1L)]
    [InlineData("1000000", 1_000_000L)]
    [InlineData("1KB", 1000L)]
    [InlineData("2.5 TB", 2_500_000_000_000L)]
    [InlineData("500gb", 500_000_000_000L)]
    [InlineData("0.5MB", 500_000L)]
    [InlineData("9223372036854775807", long.MaxValue)]
    [InlineData("", null)]
    [InlineData("GB", null)]
    [InlineData("0", null)]
    [InlineData("0.1KB", 100L)]
    [InlineData("0.0001KB", null)]
    [InlineData("1.5", null)]
    [InlineData("-1", null)]
    [InlineData("1e3", null)]
    [InlineData("1,5GB", null)]
    [InlineData("1GiB", null)]
    [InlineData("9223372036854775808", null)]
    [InlineData("99999999999999999999999999999999", null)]
    [InlineData("79228162514264337593543950335TB", null)]
    public void Parse_Text_IsThatManyOrNone(string text, long? bytes) => Assert.Equal(bytes, ByteCount.Parse(text));

    [Theory]
    [InlineData(0, "0 B")]
    [InlineData(999, "999 B")]
    [InlineData(1500, "1.5 KB")]
    [InlineData(5_000_000_000, "5 GB")]
    [InlineData(7_250_000_000_000_000, "7250 TB")]
    public void Spelled_Bytes_AreInTheUnitThatFits(long bytes, string text) => Assert.Equal(text, ByteCount.Spelled(bytes));
}
