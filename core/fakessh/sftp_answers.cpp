#include "core/fakessh/sftp_answers.h"

#include "core/fakessh/sftp_handles.h"

#include <cerrno>

namespace rz::fakessh::sftp {

namespace {

struct Extension {
    std::string_view name;
    std::string_view version;
};

constexpr Extension Extensions[] = {
    {"posix-rename@openssh.com", "1"},
    {"statvfs@openssh.com", "2"},
    {"fstatvfs@openssh.com", "2"},
    {"hardlink@openssh.com", "1"},
    {"fsync@openssh.com", "1"},
    {"lsetstat@openssh.com", "1"},
    {"limits@openssh.com", "1"},
    {"expand-path@openssh.com", "1"},
    {"copy-data", "1"},
    {"home-directory", "1"},
    {"users-groups-by-id@openssh.com", "1"},
};

constexpr std::string_view StatusTexts[] = {
    "Success", "End of file",           "No such file", "Permission denied", "Failure", "Bad message", "",
    "",        "Operation unsupported",
};

Status statusFor(int error)
{
    switch (error) {
    case 0: return Status::Ok;
    case ENOENT:
    case ENOTDIR:
    case EBADF:
    case ELOOP: return Status::NoSuchFile;
    case EPERM:
    case EACCES:
    case EFAULT: return Status::PermissionDenied;
    case ENAMETOOLONG:
    case EINVAL: return Status::BadMessage;
    case ENOSYS: return Status::Unsupported;
    default: return Status::Failure;
    }
}

}  // namespace

void Answers::sendVersion()
{
    PacketWriter writer(*m_output, Type::Version);
    writer.u32(ProtocolVersion);
    for (const Extension& extension : Extensions) {
        writer.string(extension.name);
        writer.string(extension.version);
    }
}

void Answers::sendError(int error)
{
    sendStatus(statusFor(error));
}

void Answers::sendStatus(Status status)
{
    PacketWriter writer(*m_output, Type::Status);
    writer.u32(m_id);
    writer.u32(static_cast<std::uint8_t>(status));
    writer.string(StatusTexts[static_cast<std::size_t>(status)]);
    writer.string("");  // its language
}

void Answers::sendResult(int result)
{
    sendStatus(result == 0 ? Status::Ok : statusFor(errno));
}

void Answers::sendHandle(std::uint32_t index)
{
    PacketWriter writer(*m_output, Type::Handle);
    writer.u32(m_id);
    writer.u32(sizeof index);
    writer.u32(index);
}

void Answers::sendName(std::string_view name)
{
    PacketWriter writer(*m_output, Type::Name);
    writer.u32(m_id);
    writer.u32(1);
    writer.string(name);
    writer.string(name);
    writer.u32(0);  // no attributes
}

void Answers::sendAttributes(int result, const struct stat& status)
{
    if (result != 0) {
        sendResult(result);
        return;
    }
    PacketWriter writer(*m_output, Type::Attributes);
    writer.u32(m_id);
    write(writer, status);
}

void Answers::sendSpace(int result, const struct statvfs& space)
{
    if (result != 0) {
        sendResult(result);
        return;
    }
    constexpr std::uint64_t ReadOnly = 1;
    constexpr std::uint64_t NoSetUid = 2;
    PacketWriter writer(*m_output, Type::ExtendedReply);
    writer.u32(m_id);
    for (const std::uint64_t number :
         {std::uint64_t{space.f_bsize}, std::uint64_t{space.f_frsize}, std::uint64_t{space.f_blocks},
          std::uint64_t{space.f_bfree}, std::uint64_t{space.f_bavail}, std::uint64_t{space.f_files},
          std::uint64_t{space.f_ffree}, std::uint64_t{space.f_favail}, std::uint64_t{space.f_fsid}})
        writer.u64(number);
    writer.u64(((space.f_flag & ST_RDONLY) != 0 ? ReadOnly : 0) | ((space.f_flag & ST_NOSUID) != 0 ? NoSetUid : 0));
    writer.u64(space.f_namemax);
}

void Answers::sendLimits()
{
    PacketWriter writer(*m_output, Type::ExtendedReply);
    writer.u32(m_id);
    writer.u64(MaxPacket);
    writer.u64(MaxData);
    writer.u64(MaxData);
    writer.u64(Handles::Most);
}

}  // namespace rz::fakessh::sftp
