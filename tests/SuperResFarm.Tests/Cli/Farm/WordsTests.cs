using SuperResFarm.Cli.Farm;

namespace SuperResFarm.Tests.Cli.Farm;

/// <summary>What people read of lengths of time, members and foreign text.</summary>
public class WordsTests
{
    [Theory]
    [InlineData(-5, "0 s")]
    [InlineData(0.4, "0 s")]
    [InlineData(1, "1 s")]
    [InlineData(99, "99 s")]
    [InlineData(100, "2 min")]
    [InlineData(5_900, "98 min")]
    [InlineData(7_200, "2 h")]
    [InlineData(172_799, "48 h")]
    [InlineData(300_000, "3 d")]
    public void Spelled_Seconds_TakesTheUnitThatFits(double seconds, string expected) => Assert.Equal(expected, Durations.Spelled(TimeSpan.FromSeconds(seconds)));

    [Theory]
    [InlineData("/parameters/outWidth", "--size")]
    [InlineData("/prefix/include/3", "--include")]
    [InlineData("/items/0/source", "image 1")]
    [InlineData("/items/41", "image 42")]
    [InlineData("/items", "/items")]
    [InlineData("", "the request")]
    [InlineData("/tenant", "/tenant")]
    public void Of_Pointer_IsWhatTheUserTyped(string pointer, string expected) => Assert.Equal(expected, ParameterNames.Of(pointer));

    [Theory]
    [InlineData("plain ä 日", "plain ä 日")]
    [InlineData("a\nb\u001b[31mc\u009bd\u007f", "a b [31mc d ")]
    public void Of_ForeignText_CannotSteerATerminal(string text, string expected) => Assert.Equal(expected, Shown.Of(text));
}
