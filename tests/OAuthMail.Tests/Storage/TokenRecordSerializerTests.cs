using System.Text;
using OAuthMail.Storage;

namespace OAuthMail.Tests.Storage;

public class TokenRecordSerializerTests
{
    [Fact]
    public void Full_and_empty_records_are_serialized_without_loss()
    {
        foreach (var record in new[] { Records.Full(), new TokenRecord() })
        {
            var read = TokenRecordSerializer.Deserialize(
                Records.Key, TokenRecordSerializer.Serialize(new TokenStoreEntry(Records.Key, "7", record)));
            Assert.Equal("7", read.Version);
            Assert.Equal(Records.Key, read.Key);
            Records.AssertEqual(record, read.Record);
            Assert.Equal(record.ExpiresAt?.Offset, read.Record.ExpiresAt?.Offset);
        }
    }

    [Fact]
    public void Members_of_later_versions_are_kept_unchanged()
    {
        const string json = """{"v":1,"version":"a","future":{"a":[1,2.50,null,"é"]},"more":1e400,"accessToken":"x"}""";
        var entry = Parse(json);
        Assert.Equal("x", entry.Record.AccessToken);
        var clone = entry.Record.Clone();
        clone.AccessToken = "y";
        var written = Encoding.UTF8.GetString(TokenRecordSerializer.Serialize(new TokenStoreEntry(Records.Key, "b", clone)));
        Assert.Contains("""
            "future":{"a":[1,2.50,null,"é"]},"more":1e400
            """, written, StringComparison.Ordinal);
        Assert.Contains("\"accessToken\":\"y\"", written, StringComparison.Ordinal);
    }

    [Fact]
    public void Newer_format_is_refused()
    {
        var error = Assert.Throws<TokenStoreException>(() => Parse("""{"v":2,"version":"a"}"""));
        Assert.Equal(Problems.TokenRecordNewer, error.Problem);
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"v":"1","version":"a"}""")]
    [InlineData("""{"v":0,"version":"a"}""")]
    [InlineData("""{"v":1.5,"version":"a"}""")]
    [InlineData("""{"v":99999999999999,"version":"a"}""")]
    [InlineData("""{"v":1}""")]
    [InlineData("""{"v":1,"version":""}""")]
    [InlineData("""{"v":1,"version":null}""")]
    [InlineData("""{"v":1,"version":"a","accessToken":1}""")]
    [InlineData("""{"v":1,"version":"a","accessToken":"\ud800 secret"}""")]
    [InlineData("""{"v":1,"version":"a","issuedAt":"secret"}""")]
    [InlineData("""{"v":1,"version":"a","afterRefusal":"secret"}""")]
    [InlineData("""{"v":1,"version":"a","properties":["secret"]}""")]
    [InlineData("""{"v":1,"version":"a","properties":{"a":{}}}""")]
    [InlineData("""{"v":1,"version":"a","properties":{"\udfff":"a"}}""")]
    [InlineData("""{"v":1,"version":"a"} secret""")]
    public void Invalid_JSON_is_reported_as_damage(string json)
    {
        var error = Assert.Throws<TokenStoreException>(() => Parse(json));
        Assert.Equal(Problems.TokenRecordDamaged, error.Problem);
        Assert.DoesNotContain("secret", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Deep_nesting_is_reported_as_damage() =>
        Assert.Equal(
            Problems.TokenRecordDamaged,
            Assert.Throws<TokenStoreException>(() => Parse(string.Concat(Enumerable.Repeat("{\"a\":", 100_000)))).Problem);

    [Fact]
    public void Record_larger_than_one_mebibyte_is_refused()
    {
        var record = new TokenRecord();
        record.Properties["filler"] = new string('x', 1024 * 1024);
        var entry = new TokenStoreEntry(Records.Key, "1", record);
        Assert.Equal(
            Problems.TokenRecordTooLarge, Assert.Throws<TokenStoreException>(() => TokenRecordSerializer.Serialize(entry)).Problem);
        Assert.Equal(
            Problems.TokenRecordDamaged, Assert.Throws<TokenStoreException>(() => Parse(new string(' ', (1024 * 1024) + 1))).Problem);
        record.Properties["filler"] = new string('x', (1024 * 1024) - 100);
        Records.AssertEqual(record, TokenRecordSerializer.Deserialize(Records.Key, TokenRecordSerializer.Serialize(entry)).Record);
    }

    [Fact]
    public void Text_that_is_not_Unicode_is_refused_without_quoting_it()
    {
        foreach (
            var record in new[]
            {
                new TokenRecord { AccessToken = "secret \ud800" },
                new TokenRecord { Properties = { ["secret \udc00"] = "" } },
            })
        {
            var error = Assert.Throws<TokenStoreException>(
                () => TokenRecordSerializer.Serialize(new TokenStoreEntry(Records.Key, "1", record)));
            Assert.Equal(Problems.TokenRecordInvalid, error.Problem);
            Assert.DoesNotContain("secret", error.ToString(), StringComparison.Ordinal);
        }
    }

    private static TokenStoreEntry Parse(string json) => TokenRecordSerializer.Deserialize(Records.Key, Encoding.UTF8.GetBytes(json));
}
