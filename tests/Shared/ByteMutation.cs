using System.Globalization;
using System.Text;

namespace OAuthMail.Tests;

/// <summary>Changes inputs at random, in ways that are likely to mislead a parser.</summary>
internal static class ByteMutation
{
    /// <param name="input">The input.</param>
    /// <param name="maximum">The maximum number of changes. There is at least one.</param>
    /// <param name="random">The source of chance, which is seeded so that a failure can be reproduced.</param>
    public static byte[] Mutate(byte[] input, int maximum, Random random)
    {
        var mutated = input.ToList();
        for (var change = random.Next(maximum); change >= 0 && mutated.Count > 0; change--)
        {
            var at = random.Next(mutated.Count);
            switch (random.Next(6))
            {
                case 0:
                    mutated[at] = (byte)random.Next(256);
                    break;
                case 1:
                    mutated.RemoveRange(at, random.Next(mutated.Count - at));
                    break;
                case 2:
                    mutated.InsertRange(at, [.. mutated.Skip(random.Next(mutated.Count)).Take(random.Next(60))]);
                    break;
                case 3:
                    mutated.Insert(at, "(){}\"\\,;:=<>[]\r\n-.*&"u8[random.Next(20)]);
                    break;
                case 4:
                    mutated.InsertRange(at, Encoding.ASCII.GetBytes(random.NextInt64().ToString(CultureInfo.InvariantCulture)));
                    break;
                default:
                    mutated.RemoveAt(at);
                    break;
            }
        }

        return [.. mutated];
    }
}
