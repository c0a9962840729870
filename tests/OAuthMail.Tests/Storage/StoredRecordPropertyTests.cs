using System.Text;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using OAuthMail.Storage;
using OAuthMail.Storage.Protection;

namespace OAuthMail.Tests.Storage;

/// <summary>Checks that any bytes are read as a record or refused with a <see cref="TokenStoreException"/>.</summary>
public class StoredRecordPropertyTests
{
    private const int Inputs = 100_000;

    private static readonly byte[] GoodJson = TokenRecordSerializer.Serialize(new TokenStoreEntry(Records.Key, "1", Records.Full()));

    private static readonly TokenRecordCodec Codec = new(new ProtectorRing(new AesTokenProtector(new byte[32]), []));

    private static readonly byte[] GoodRecord = Codec.Encode(new TokenStoreEntry(Records.Key, "1", Records.Full()));

    [Property(MaxTest = Inputs, QuietOnSuccess = true, Arbitrary = [typeof(AnyJson)])]
    public void Random_and_mutated_JSON_is_read_or_refused(byte[] input) =>
        ReadOrRefuse(() => TokenRecordSerializer.Deserialize(Records.Key, input));

    [Property(MaxTest = Inputs, QuietOnSuccess = true, Arbitrary = [typeof(AnyFile)])]
    public void Random_and_mutated_files_are_read_or_refused(byte[] input) => ReadOrRefuse(() => Codec.Decode(Records.Key, input));

    [Property(MaxTest = Inputs, QuietOnSuccess = true, Arbitrary = [typeof(MutatedJson)])]
    public void Record_that_can_be_read_can_be_written_and_read_again(byte[] input) => ReadOrRefuse(() =>
    {
        var entry = TokenRecordSerializer.Deserialize(Records.Key, input);
        var again = TokenRecordSerializer.Deserialize(Records.Key, TokenRecordSerializer.Serialize(entry));
        Records.AssertEqual(entry.Record, again.Record);
        Assert.Equal(entry.Record.UnknownMembers, again.Record.UnknownMembers);
    });

    [Property(MaxTest = 10_000, QuietOnSuccess = true)]
    public bool Any_text_is_stored_unchanged_or_refused(string? value)
    {
        if (value is null) return true;
        var record = new TokenRecord { RefreshToken = value };
        record.Properties[value] = value;
        try
        {
            var entry = Codec.Decode(Records.Key, Codec.Encode(new TokenStoreEntry(Records.Key, "1", record)));
            return entry.Record.RefreshToken == value && entry.Record.Properties[value] == value;
        }
        catch (TokenStoreException e) when (e.Problem == Problems.TokenRecordInvalid)
        {
            return value.Any(char.IsSurrogate);
        }
    }

    private static void ReadOrRefuse(Action read)
    {
        try
        {
            read();
        }
        catch (TokenStoreException)
        {
            // This is the only permitted exception.
        }
    }

    private static Gen<byte[]> Noise() => ArbMap.Default.ArbFor<byte[]>().Generator.Select(bytes => bytes ?? []);

    /// <summary>A valid input with some bytes changed, removed or repeated.</summary>
    private static Gen<byte[]> Mutations(byte[] good) =>
        from changes in Gen.Choose(1, 4)
        from places in Gen.ArrayOf(Gen.Choose(0, good.Length - 1), changes)
        from kinds in Gen.ArrayOf(Gen.Choose(0, 3), changes)
        from values in Gen.ArrayOf(Gen.Choose(0, 255), changes)
        select Mutate(good, places, kinds, values);

    /// <summary>Pieces of JSON and member names in random order.</summary>
    private static Gen<byte[]> Words() =>
        from words in Gen.ArrayOf(Gen.Elements(
            "{", "}", "[", "]", ",", ":", "\"v\"", "1", "2", "\"version\"", "\"a\"", "\"accessToken\"", "null", "true", "\"issuedAt\"",
            "\"2026-01-01T00:00:00Z\"", "\"properties\"", "\"\\ud800\"", "-1e999", "\"\\u0000\"", " ", "\"expiresAt\"",
            "\"9999-12-31T23:59:59-14:00\""))
        select Encoding.UTF8.GetBytes("{\"v\":1,\"version\":\"a\"," + string.Concat(words));

    private static byte[] Mutate(byte[] good, int[] places, int[] kinds, int[] values)
    {
        var bytes = new List<byte>(good);
        for (var i = 0; i < places.Length; i++)
        {
            var place = Math.Min(places[i], bytes.Count - 1);
            switch (kinds[i])
            {
                case 0: bytes[place] = (byte)values[i]; break;
                case 1: bytes[place] ^= (byte)(1 << (values[i] % 8)); break;
                case 2: bytes.RemoveRange(place, Math.Min(values[i], bytes.Count - place - 1)); break;
                default: bytes.InsertRange(place, bytes.GetRange(place, Math.Min(values[i], bytes.Count - place))); break;
            }
        }

        return [.. bytes];
    }

    private static class AnyJson
    {
        public static Arbitrary<byte[]> Inputs() => Arb.From(Gen.OneOf(Noise(), Mutations(GoodJson), Words()));
    }

    private static class AnyFile
    {
        public static Arbitrary<byte[]> Inputs() => Arb.From(Gen.OneOf(Noise(), Mutations(GoodRecord)));
    }

    private static class MutatedJson
    {
        public static Arbitrary<byte[]> Inputs() => Arb.From(Mutations(GoodJson));
    }
}
