using SuperResFarm.Contracts.Messages;
using SuperResFarm.Worker.Items;

namespace SuperResFarm.Tests.Worker;

public sealed class FaceNoteTests
{
    private static readonly FaceFacts _facts = new("restorer", new('a', 64), "detector", null, 0.5, 3, 2, true, ["terms"], 1.5,
    [
        new OneFace([423.12, 74.5, 592, 322.25], 0.999, 76.75, 0.5, [700, 20, 500, 640]),
        new OneFace([20, -3.5, 60, 50], 0.975, 12, 0.5, [10, 0, 120, 130]),
    ]);

    [Fact]
    public void Parse_WhatWasWritten_IsTheSame()
    {
        var used = _facts with { Found = 0, Restored = 0, Synthesised = false, Faces = [], Seconds = 0 };
        var told = FaceNote.Parse(FaceNote.Of(_facts).ToString())!.Over(used);
        Assert.Equivalent(_facts with { Seconds = 0 }, told, strict: true);
    }

    [Fact]
    public void Parse_AlignedFace_HasNeitherBoxNorScore()
    {
        var facts = _facts with { Found = 1, Restored = 1, Faces = [new OneFace(null, null, null, 0.5, [0, 0, 512, 512])] };
        var face = Assert.Single(FaceNote.Parse(FaceNote.Of(facts).ToString())!.Over(facts).Faces);
        Assert.Equivalent(facts.Faces[0], face, strict: true);
    }

    [Fact]
    public void ToString_ManyFaces_TellsTheSurestAndHowManyThereWere()
    {
        var facts = _facts with { Found = 400, Restored = 200, Faces = [.. Enumerable.Range(0, 200).Select(number => _facts.Faces[0] with { EyeDistance = number })] };
        var text = FaceNote.Of(facts).ToString();
        Assert.InRange(text.Length, 200, 300);
        var told = FaceNote.Parse(text)!.Over(facts);
        Assert.Equal((400, 200), (told.Found, told.Restored));
        Assert.InRange(told.Faces.Count, 4, 20);
        Assert.Equal(Enumerable.Range(0, told.Faces.Count), told.Faces.Select(face => (int)face.EyeDistance!.Value));
    }

    [Fact]
    public void Over_NoWeightOrNoFace_IsNothingMadeUp()
    {
        Assert.False(FaceNote.Of(_facts).Over(_facts with { Weight = 0 }).Synthesised);
        Assert.False(new FaceNote(0, 0, []).Over(_facts).Synthesised);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("two,1")]
    [InlineData("2,1;1,2,3")]
    [InlineData("2")]
    public void Parse_SomethingElse_IsNoNote(string? text) => Assert.Null(FaceNote.Parse(text));
}
