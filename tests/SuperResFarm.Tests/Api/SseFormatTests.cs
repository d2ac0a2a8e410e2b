using System.Buffers;
using System.Text;
using SuperResFarm.Api.Events;
using SuperResFarm.Api.Problems;
using SuperResFarm.Contracts.Http;

namespace SuperResFarm.Tests.Api;

public class SseFormatTests
{
    [Fact]
    public void Write_Event_IsOneBlockWithOneLineOfData()
    {
        var bytes = new ArrayBufferWriter<byte>();
        SseFormat.WriteBeginning(bytes);
        SseFormat.Write(bytes, "item", "12-3", new ErrorBody("code", "two\nlines\r and ü"));
        SseFormat.Write(bytes, "progress", null, new ChangedBody(1));
        SseFormat.WriteComment(bytes);
        Assert.Equal(
            "retry: 2000\n\n"
            + "id: 12-3\nevent: item\ndata: {\"code\":\"code\",\"message\":\"two\\nlines\\r and \\u00FC\"}\n\n"
            + "event: progress\ndata: {\"items\":1}\n\n"
            + ":\n\n",
            Encoding.UTF8.GetString(bytes.WrittenSpan));
    }

    [Fact]
    public void Place_Written_ReadsBack()
    {
        var place = new FeedPlace(1_763_887_000_123, 41);
        Assert.Equal("1763887000123-41", place.ToString());
        Assert.Equal(place, FeedPlace.Parse(place.ToString()));
        Assert.Null(FeedPlace.Parse(null));
        Assert.Null(FeedPlace.Parse(""));
    }

    [Theory]
    [InlineData("41")]
    [InlineData("-1-2")]
    [InlineData("1-2-3")]
    [InlineData("a-b")]
    [InlineData("99999999999999999999-1")]
    public void Place_NotGivenHere_IsRefused(string text) => Assert.Equal(400, Assert.Throws<ProblemException>(() => FeedPlace.Parse(text)).Status);
}
