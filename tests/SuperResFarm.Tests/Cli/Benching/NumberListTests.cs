using SuperResFarm.Cli.Benching;

namespace SuperResFarm.Tests.Cli.Benching;

public class NumberListTests
{
    [Theory]
    [InlineData("128", new[] { 128 })]
    [InlineData("512, 128,256", new[] { 128, 256, 512 })]
    [InlineData("8,8192", new[] { 8, 8192 })]
    public void Read_Numbers_AreAscending(string text, int[] numbers) => Assert.Equal(numbers, NumberList.Read(text, 8, 8192));

    [Theory]
    [InlineData("")]
    [InlineData(",")]
    [InlineData("128,")]
    [InlineData("7")]
    [InlineData("8193")]
    [InlineData("128,128")]
    [InlineData("1e3")]
    [InlineData("-128")]
    [InlineData("128;256")]
    [InlineData("99999999999")]
    public void Read_AnythingElse_IsRefused(string text) => Assert.Null(NumberList.Read(text, 8, 8192));

    [Fact]
    public void Read_TooMany_IsRefused() => Assert.Null(NumberList.Read(string.Join(',', Enumerable.Range(8, NumberList.Most + 1)), 8, 8192));
}
