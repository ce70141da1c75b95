using System.Buffers.Binary;
using System.Net.Sockets;

namespace CNet.Discovery;

/// <summary>Questions by TCP, each with its length before it.</summary>
internal static class DnsTcp
{
    /// <summary>Asks by a socket that is connected; null where the server ends the conversation.</summary>
    internal static async Task<byte[]?> AskAsync(Socket socket, byte[] question, CancellationToken patience)
    {
        var message = new byte[sizeof(ushort) + question.Length];
        BinaryPrimitives.WriteUInt16BigEndian(message, (ushort)question.Length);
        question.CopyTo(message, sizeof(ushort));
        for (var sent = 0; sent < message.Length;) sent += await socket.SendAsync(message.AsMemory(sent), patience).ConfigureAwait(false);
        var length = new byte[sizeof(ushort)];
        if (!await FillAsync(socket, length, patience).ConfigureAwait(false)) return null;
        var reply = new byte[BinaryPrimitives.ReadUInt16BigEndian(length)];
        return await FillAsync(socket, reply, patience).ConfigureAwait(false) ? reply : null;
    }

    private static async Task<bool> FillAsync(Socket socket, byte[] buffer, CancellationToken patience)
    {
        for (var filled = 0; filled < buffer.Length;)
        {
            var read = await socket.ReceiveAsync(buffer.AsMemory(filled), patience).ConfigureAwait(false);
            if (read == 0) return false;
            filled += read;
        }
        return true;
    }
}
