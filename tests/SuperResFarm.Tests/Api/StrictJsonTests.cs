using System.Text;
using SuperResFarm.Api.Requests;
using SuperResFarm.Contracts.Http;

namespace SuperResFarm.Tests.Api;

public class StrictJsonTests
{
    [Theory]
    [InlineData("", "", "is no JSON from line 1, byte 1 on")]
    [InlineData("{\n \"parameters\": tru }", "/parameters", "is no JSON from line 2, byte")]
    [InlineData("null", "", "must be an object, not null")]
    [InlineData("[]", "", "must be an object")]
    [InlineData("{}", "", "lacks 'parameters'")]
    [InlineData("""{"parameters":null}""", "/parameters", "must not be null")]
    [InlineData("""{"parameters":{"model":1}}""", "/parameters/model", "must be text")]
    [InlineData("""{"parameters":{"model":"a","quality":"1"}}""", "/parameters/quality", "must be a whole number")]
    [InlineData("""{"parameters":{"model":"a","quality":1e99}}""", "/parameters/quality", "must be a whole number")]
    [InlineData("""{"parameters":{"model":"a","strip":1}}""", "/parameters/strip", "must be true or false")]
    [InlineData("""{"parameters":{"model":"a","outScale":"NaN"}}""", "/parameters/outScale", "must be a number")]
    [InlineData("""{"parameters":{"model":"a"},"priority":"urgent"}""", "/priority", "must be one of high, normal, bulk")]
    [InlineData("""{"parameters":{"model":"a"},"priority":1}""", "/priority", "must be one of high, normal, bulk")]
    [InlineData("""{"parameters":{"model":"a"},"manifest":{"uri":"x","format":"xml"}}""", "/manifest/format", "must be one of jsonl, csv")]
    [InlineData("""{"parameters":{"model":"a"},"items":{}}""", "/items", "must be a list")]
    [InlineData("""{"parameters":{"model":"a"},"items":[{"source":"a"},{}]}""", "/items/1", "lacks 'source'")]
    [InlineData("""{"parameters":{"model":"a"},"items":[{"source":"a","x/y~":1}]}""", "/items/0/x~1y~0", "is not known here")]
    [InlineData("""{"parameters":{"model":"a"},"wi.de":1}""", "/wi.de", "is not known here")]
    [InlineData("""{"parameters":{"model":"a","model":"b"}}""", "/parameters/model", "is given twice")]
    public void Read_Mistake_IsToldWithItsPlaceInOurWords(string json, string pointer, string detail)
    {
        Assert.Null(StrictJson.Read<JobRequest>(Encoding.UTF8.GetBytes(json), out var mistake));
        Assert.Equal(pointer, mistake?.Pointer);
        Assert.Contains(detail, mistake?.Detail);
        Assert.DoesNotMatch("System|Path:|SuperRes", mistake!.Detail);
    }

    [Fact]
    public void Read_Good_HasDefaults()
    {
        var request = StrictJson.Read<JobRequest>("""{"parameters":{"model":"a"},"priority":"bulk"}"""u8, out var mistake);
        Assert.Null(mistake);
        Assert.Equal((3, 95, SuperResFarm.Contracts.Messages.Priority.Bulk), (request!.Attempts, request.Parameters.Quality, request.Priority));
    }

    [Theory]
    [InlineData("[", 100)]
    [InlineData("{\"parameters\":", 100)]
    [InlineData("[", 200_000)]
    public void Read_Deep_IsRefused(string part, int times) =>
        Assert.Null(StrictJson.Read<JobRequest>(Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(part, times))), out _));
}
