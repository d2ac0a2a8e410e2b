using SuperResFarm.Api.Problems;
using SuperResFarm.Api.Requests;
using SuperResFarm.Api.Submissions;
using SuperResFarm.Contracts.Http;
using SuperResFarm.Contracts.Messages;

namespace SuperResFarm.Tests.Api;

public class RequestTests
{
    private static readonly JobRequest _request = new()
    {
        Items = [new ItemRequest("s3://bucket/a.png")],
        Parameters = new UpscaleParameters { Model = "bicubic" },
    };

    [Theory]
    [InlineData("wait=5", 5)]
    [InlineData("respond-async, wait=10", 10)]
    [InlineData("Wait = \"7\" ; foo", 7)]
    [InlineData("wait=3600", 60)]
    [InlineData("wait=5, wait=9", 5)]
    [InlineData("wait=0", 0)]
    [InlineData("wait=-1", 0)]
    [InlineData("wait=soon", 0)]
    [InlineData("wait", 0)]
    [InlineData("", 0)]
    [InlineData(",,=;,wait==3", 0)]
    public void WaitOf_Preference_IsSeconds(string header, int seconds) => Assert.Equal(TimeSpan.FromSeconds(seconds), PreferHeader.WaitOf(header));

    [Fact]
    public void WaitOf_SeveralHeaders_AreOneList() => Assert.Equal(TimeSpan.FromSeconds(4), PreferHeader.WaitOf(new([null, "return=minimal", "wait=4"])));

    [Fact]
    public void Cursor_ItsOwnListing_ReadsItBack()
    {
        var cursor = Cursor.Of('i', "41");
        Assert.DoesNotMatch("[^A-Za-z0-9_-]", cursor);
        Assert.Equal(41, Cursor.Read('i', cursor, Number));
        Assert.Null(Cursor.Read('i', null, Number));
        Assert.Null(Cursor.Read('i', "", Number));
    }

    [Theory]
    [InlineData("41")]
    [InlineData("aTQx=!")]
    [InlineData("ajQx")]
    [InlineData("aXg")]
    [InlineData("aQ")]
    [InlineData("é")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    public void Cursor_NotGivenHere_IsRefused(string cursor)
    {
        var problem = Assert.Throws<ProblemException>(() => Cursor.Read('i', cursor, Number));
        Assert.Equal((400, "cursor-invalid"), (problem.Status, problem.Code));
    }

    [Fact]
    public void Hash_SpelledOtherwise_IsTheSame()
    {
        var one = StrictJson.Read<JobRequest>("""{"items":[{"source":"s3://bucket/a.png"}],"parameters":{"model":"bicubic"}}"""u8, out _);
        var two = StrictJson.Read<JobRequest>("""
            { "attempts": 3, "parameters": {"quality": 95, "model": "bicubic", "strip": false}, "priority": "normal",
              "items": [ {"target": null, "source": "s3:\/\/bucket\/a.png"} ], "output": null }
            """u8, out _);
        Assert.Equal(RequestHash.Of(one!), RequestHash.Of(two!));
        Assert.Equal(RequestHash.Of(_request), RequestHash.Of(one!));
        Assert.Matches("^[0-9a-f]{64}$", RequestHash.Of(_request));
    }

    [Fact]
    public void Hash_AnyDifference_IsAnother()
    {
        string[] hashes =
        [
            RequestHash.Of(_request),
            RequestHash.Of(_request with { Attempts = 4 }),
            RequestHash.Of(_request with { Priority = Priority.High }),
            RequestHash.Of(_request with { Output = "s3://bucket/out/" }),
            RequestHash.Of(_request with { Items = [new ItemRequest("s3://bucket/a.png"), new ItemRequest("s3://bucket/a.png")] }),
            RequestHash.Of(_request with { Items = [new ItemRequest("s3://bucket/a.png", null, "v")] }),
            RequestHash.Of(_request with { Items = [new ItemRequest("s3://bucket/a.png", "v")] }),
            RequestHash.Of(_request with { Parameters = _request.Parameters with { OutScale = 2 } }),
            RequestHash.Of(_request with { Parameters = _request.Parameters with { OutScale = double.PositiveInfinity } }),
            RequestHash.Of(_request, "etag"),
            RequestHash.Of(_request, "etag", null),
            RequestHash.Of(_request, "", "etag"),
        ];
        Assert.Equal(hashes.Length, hashes.Distinct().Count());
    }

    private static int? Number(string text) => int.TryParse(text, out var number) ? number : null;
}
